package io.scanloop.learning.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.program.Formula;
import io.scanloop.learning.program.LoadedModule;
import io.scanloop.learning.weights.TensorArchive;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelExportTest {
    @TempDir
    Path folder;

    static Stream<String> methods() {
        return Methods.names().stream();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theModuleGivesWhatThePredictorGives(String method) throws IOException {
        var subject = Exports.subject(method, folder.resolve("weights"));

        var export = ModelExport.write(subject, folder.resolve("out"), 0);

        assertThat(export.difference()).isLessThan(1e-5);
        try (var predictor = subject.method().predictor(subject.task(), subject.weights());
                var module = LoadedModule.open(folder.resolve("out/model.pt"))) {
            for (float[] present : new float[][] {{1, 1}, {1, 0}, {0, 1}}) {
                if (predictor.sight().channels(Exports.TASK.contrasts()).size() == 1 && present[0] == 0) {
                    continue; // a network of one channel sees a contrast that is there
                }
                var inputs = Exports.inputs(predictor, 3, present);
                var expected = Exports.logits(predictor, inputs);
                var actual = module.run(List.copyOf(inputs.values()));

                assertThat(actual.shape()).isEqualTo(expected.shape());
                assertThat(Exports.difference(actual, expected)).isLessThan(1e-5);
                assertThat(spread(expected.asFloats())).isGreaterThan(1e-3);
            }
        }
    }

    private static double spread(float[] values) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return most - least;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void weightsAreThoseOfTheInferenceNetwork(String method) throws IOException {
        var subject = Exports.subject(method, folder.resolve("weights"));

        ModelExport.write(subject, folder.resolve("out"), 0);

        var exported = TensorArchive.read(folder.resolve("out/weights.safetensors"));
        var trained = TensorArchive.read(subject.weights().get(0));
        try (var predictor = subject.method().predictor(subject.task(), subject.weights())) {
            assertThat(exported.keySet())
                    .isEqualTo(predictor.network().parameters().keySet());
        }
        exported.forEach((path, numbers) -> assertThat(numbers.asFloats())
                .as(path)
                .isEqualTo(trained.get(path).asFloats()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theDescriptionSaysWhatTheNetworkTakesAndGives(String method) throws IOException {
        var subject = Exports.subject(method, folder.resolve("weights"));

        var export = ModelExport.write(subject, folder.resolve("out"), 1);

        var json = description();
        assertThat(json.get("method").getAsString()).isEqualTo(method);
        assertThat(json.get("preset").getAsString()).isEqualTo("tiny");
        assertThat(json.getAsJsonObject("output").get("name").getAsString()).isEqualTo("logits");
        assertThat(json.getAsJsonObject("provenance").get("project").getAsString())
                .isEqualTo("liver");
        assertThat(texts(json.getAsJsonObject("study").get("spacing_mm"))).containsExactly("3.0", "3.0", "3.0");
        assertThat(json.getAsJsonObject("study").getAsJsonObject("intensities").keySet())
                .containsExactly("T1", "FLAIR");
        assertThat(json.getAsJsonArray("classes"))
                .extracting(one -> one.getAsJsonObject().get("value").getAsInt())
                .containsExactly(0, 1, 5);
        try (var predictor = subject.method().predictor(subject.task(), subject.weights())) {
            var inputs = predictor.network().graph().inputs();
            assertThat(json.getAsJsonArray("inputs"))
                    .extracting(one -> one.getAsJsonObject().get("name").getAsString())
                    .containsExactlyElementsOf(inputs.keySet());
            assertThat(texts(json.getAsJsonArray("inputs")
                            .get(0)
                            .getAsJsonObject()
                            .get("shape")))
                    .containsExactlyElementsOf(texts(inputs.get("images").shape()));
            assertThat(texts(json.getAsJsonObject("sliding_window").get("size")))
                    .containsExactlyElementsOf(
                            texts(Arrays.stream(predictor.windows().size())
                                    .asLongStream()
                                    .toArray()));
        }
        var figures = json.getAsJsonObject("figures");
        assertThat(export.figures().keySet()).isSubsetOf(figures.keySet());
        export.figures().forEach((network, one) -> {
            var there = figures.getAsJsonObject(network);
            assertThat(there.get("parameters").getAsLong()).isEqualTo(one.numbers());
            assertThat(there.get("gmac").getAsDouble()).isPositive();
            assertThat(there.get("milliseconds").getAsDouble()).isPositive();
        });
        assertThat(json.getAsJsonObject("files").keySet()).containsExactly("model.pt", "weights.safetensors");
    }

    @Test
    void missuLeavesItsFusionBehind() throws IOException {
        var export = ModelExport.write(Exports.subject("missu", folder.resolve("weights")), folder.resolve("out"), 0);

        // the counts of methods.md C.11
        assertThat(export.stripped())
                .containsEntry("msf", 110_432L)
                .containsEntry("pyramid", 18_656L)
                .hasSize(2);
        assertThat(exportedGroups()).doesNotContain("msf", "pyramid", "aux");
        assertThat(export.figures().get("exported").gigaMacs())
                .isLessThan(export.figures().get("finetuning").gigaMacs());
    }

    @Test
    void pix2repLeavesItsProjectionBehindAndSaysThatItSeesSlices() throws IOException {
        var export = ModelExport.write(Exports.subject("pix2rep", folder.resolve("weights")), folder.resolve("out"), 0);

        assertThat(export.stripped().keySet()).containsExactly("projection");
        assertThat(exportedGroups()).containsExactlyInAnyOrder("backbone", "head");
        var study = description().getAsJsonObject("study");
        assertThat(study.get("then").getAsString()).contains("slice", "99th");
        assertThat(study.get("channels")).isEqualTo(JsonParser.parseString("[[\"T1\",\"FLAIR\"]]"));
        assertThat(texts(description().getAsJsonObject("sliding_window").get("size"))
                        .get(2))
                .isEqualTo("1");
    }

    @Test
    void amaeLeavesTheDecoderOfItsPretrainingBehind() throws IOException {
        var export = ModelExport.write(Exports.subject("amae", folder.resolve("weights")), folder.resolve("out"), 0);

        assertThat(export.stripped().keySet()).containsExactly("decoder");
        assertThat(description().getAsJsonObject("study").get("channels"))
                .isEqualTo(JsonParser.parseString("[[\"T1\"],[\"FLAIR\"]]"));
    }

    @Test
    void theSameWeightsGiveTheSameBytes() throws IOException {
        var subject = Exports.subject("residual-unet", folder.resolve("weights"));

        ModelExport.write(subject, folder.resolve("one"), 0);
        ModelExport.write(subject, folder.resolve("two"), 0);

        for (var file : List.of("model.pt", "weights.safetensors")) {
            assertThat(folder.resolve("one").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("two").resolve(file));
        }
    }

    @Test
    void aWindowOfAnotherSizeIsRefusedByName() throws IOException {
        var subject = Exports.subject("residual-unet", folder.resolve("weights"));
        ModelExport.write(subject, folder.resolve("out"), 0);

        try (var predictor = subject.method().predictor(subject.task(), subject.weights());
                var module = LoadedModule.open(folder.resolve("out/model.pt"))) {
            var inputs = Exports.inputs(predictor, 0, 1, 1);
            inputs.put("images", Formula.input(0, 1, 2, 16, 16, 16));

            assertThatThrownBy(() -> module.run(List.copyOf(inputs.values())))
                    .hasMessageContaining("images must have the shape");
        }
    }

    @Test
    void aFolderThatIsThereStaysAsItIs() throws IOException {
        var there = Files.createDirectory(folder.resolve("out"));

        assertThatThrownBy(() -> ModelExport.write(Exports.subject("missu", folder.resolve("weights")), there, 0))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void weightsOfAnotherMethodLeaveNothing() throws IOException {
        var other = Exports.subject("missu", folder.resolve("weights"));
        var subject = new Subject(
                Methods.named("residual-unet"), Exports.TASK, other.classNames(), other.weights(), other.provenance());

        assertThatThrownBy(() -> ModelExport.write(subject, folder.resolve("out"), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which the network has not");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("weights"));
        }
    }

    private Set<String> exportedGroups() throws IOException {
        return TensorArchive.read(folder.resolve("out/weights.safetensors")).keySet().stream()
                .map(path -> path.replaceAll("\\..*", ""))
                .collect(Collectors.toSet());
    }

    private JsonObject description() throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("out/model.json")))
                .getAsJsonObject();
    }

    private static List<String> texts(JsonElement array) {
        return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
                .map(JsonElement::getAsString)
                .toList();
    }

    private static List<String> texts(long[] numbers) {
        return Arrays.stream(numbers).mapToObj(Long::toString).toList();
    }
}
