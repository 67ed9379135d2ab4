package io.scanloop.learning.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.weights.NumpyArchive;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.TensorArchive;
import io.scanloop.learning.weights.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports in the hands of others: Python with PyTorch (Debian's is 1.13), which knows nothing of this software. */
class PlainPyTorchTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path CHECK = Path.of("src/test/resources/export/check.py");
    private static final Path PAGE = Path.of("../../docs/export.md");
    private static final Pattern SNIPPET = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @BeforeAll
    static void requirePyTorch() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON))
                        && python(Path.of("."), "-c", "import numpy, torch").exit() == 0,
                "skipped: /usr/bin/python3 has no torch (Debian: python3-torch)");
    }

    @Test
    void everyMethodLoadsAndGivesWhatThePredictorGives() throws Exception {
        var expected = new LinkedHashMap<Path, HostTensor>();
        for (var method : Methods.names()) {
            expected.put(folder.resolve(method), exported(method, folder.resolve(method), 1, 1));
        }
        var partial = folder.resolve("without-flair");
        expected.put(partial, exported("amae", partial, 1, 0));

        var arguments = new ArrayList<>(List.of(CHECK.toAbsolutePath().toString()));
        expected.keySet().forEach(export -> arguments.add(export.toString()));
        var answer = python(folder, arguments.toArray(String[]::new));

        assertThat(answer.exit()).as(answer.words()).isZero();
        for (var export : expected.entrySet()) {
            var logits =
                    TensorArchive.read(export.getKey().resolve("logits.npz")).get("logits");
            assertThat(logits.shape()).isEqualTo(export.getValue().shape());
            // two engines of different age round differently, and the more the larger the numbers are
            double size = Math.max(1, Exports.largest(export.getValue()));
            assertThat(Exports.difference(logits, export.getValue()) / size)
                    .as(export.getKey().getFileName().toString())
                    .isLessThan(1e-5);
        }
    }

    @Test
    void thePageShowsHow() throws Exception {
        var snippet = SNIPPET.matcher(Files.readString(PAGE));
        assertThat(snippet.find()).isTrue();
        assertThat(snippet.group(1).lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(10);
        var subject = Exports.subject("amae", folder.resolve("weights"));
        ModelExport.write(subject, folder.resolve("m7"), 0);
        var script = folder.resolve("snippet.py");
        Files.writeString(
                script,
                snippet.group(1)
                        + "import numpy\n"
                        + "numpy.savez('seen.npz', images=images.numpy(), present=present.numpy(), labels=labels.numpy())\n");

        var answer = python(folder, script.toString());

        assertThat(answer.exit()).as(answer.words()).isZero();
        var seen = TensorArchive.read(folder.resolve("seen.npz"));
        try (var predictor = subject.method().predictor(subject.task(), subject.weights())) {
            var logits =
                    Exports.logits(predictor, Map.of("images", seen.get("images"), "present", seen.get("present")));
            assertThat(agreeing(logits, seen.get("labels").asLongs())).isGreaterThan(0.999);
        }
    }

    /** Share of the voxels whose label is the class value of the largest logit. */
    private static double agreeing(HostTensor logits, long[] labels) {
        long[] values = {0, 1, 5};
        int voxels = labels.length;
        int agreeing = 0;
        for (int voxel = 0; voxel < voxels; voxel++) {
            int best = 0;
            for (int index = 1; index < values.length; index++) {
                best = logits.asFloats()[index * voxels + voxel] > logits.asFloats()[best * voxels + voxel]
                        ? index
                        : best;
            }
            agreeing += labels[voxel] == values[best] ? 1 : 0;
        }
        return agreeing / (double) voxels;
    }

    /** Exports a method and lays inputs beside it; what the predictor's network gives for them. */
    private HostTensor exported(String method, Path export, float... present) throws IOException {
        var subject = Exports.subject(method, folder.resolve("weights-" + export.getFileName()));
        ModelExport.write(subject, export, 0);
        try (var predictor = subject.method().predictor(subject.task(), subject.weights())) {
            var inputs = Exports.inputs(predictor, 1, present);
            var arrays = new ArrayList<Safetensors.Tensor>();
            inputs.forEach((name, numbers) -> arrays.add(array(name, numbers)));
            NumpyArchive.write(export.resolve("inputs.npz"), arrays);
            return Exports.logits(predictor, inputs);
        }
    }

    private static Safetensors.Tensor array(String name, HostTensor numbers) {
        var bytes = ByteBuffer.allocate(numbers.asFloats().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers.asFloats());
        return new Safetensors.Tensor(
                name, TensorType.F32, Arrays.stream(numbers.shape()).boxed().toList(), bytes);
    }

    private record Answer(int exit, String words) {}

    private static Answer python(Path place, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(PYTHON));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(place.toFile()).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1");
        var process = builder.start();
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), words);
    }
}
