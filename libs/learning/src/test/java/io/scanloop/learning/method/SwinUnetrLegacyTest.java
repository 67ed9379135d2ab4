package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.weights.NumpyArchive;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the two networks the weights of Swin UNETR that others trained belong to. */
class SwinUnetrLegacyTest {
    private static final Task TASK = new Task(List.of("CT"), List.of(1), List.of(1.0, 1.0, 1.0), "tiny");

    @Test
    void differsInTheOrderOfItsMergingAlone() {
        var ours = explained("swin-unetr");
        var theirs = explained("swin-unetr-legacy");

        assertThat(theirs).isNotEqualTo(ours).hasSameSizeAs(ours);
        assertThat(shapes("swin-unetr-legacy").keySet())
                .isEqualTo(shapes("swin-unetr").keySet());
    }

    /** Which order MONAI's numbers come of is shown where networks are held against them. */
    @Test
    void mergesAsMonaiDoesAndAsItDid() {
        for (var preset : List.of("tiny", "small", "paper")) {
            var numbers = SwinUnetrPreset.ALL.named(preset);
            assertThat(numbers.encoder().merging()).as(preset).isEqualTo(PatchMerging.MONAI);
            var task = TASK.with(preset);
            assertThat(Trainer.program(Methods.named("swin-unetr-legacy").pretraining(task)))
                    .isEqualTo(Trainer.program(
                            new SwinUnetrSsl(any -> numbers.merging(PatchMerging.LEGACY)).pretraining(task)))
                    .isNotEqualTo(Trainer.program(new SwinUnetrSsl().pretraining(task)));
        }
    }

    @Test
    void takesThePublishedNamesAndLeavesTheHeadsBehind(@TempDir Path folder) throws Exception {
        var file = file("module.", folder);

        for (var regime : List.of(Regime.FULL, Regime.ENCODER_ONLY)) {
            assertTakes(file, "swin-unetr-legacy", regime);
        }
        assertThatThrownBy(() -> Methods.named("swin-unetr")
                        .published(TASK)
                        .convert(file, shapes("swin-unetr"), folder.resolve("other.safetensors")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Choose the method swin-unetr-legacy")
                .hasMessageContaining("MONAI 1.5 or later");
        assertThat(Regime.SCRATCH.published(Methods.named("swin-unetr-legacy"), TASK))
                .isEmpty();
    }

    /** What is left when "module." is taken off, as the refusal advises. */
    @Test
    void bothTakeTheBareNames(@TempDir Path folder) throws Exception {
        for (var beginning : List.of("", "swinViT.")) {
            var file = file(beginning, folder);
            for (var method : List.of("swin-unetr", "swin-unetr-legacy")) {
                for (var regime : List.of(Regime.FULL, Regime.ENCODER_ONLY)) {
                    assertTakes(file, method, regime);
                }
            }
        }
    }

    /** An encoder's parameters under other names, and a head of the pre-training. */
    private static Path file(String beginning, Path folder) throws IOException {
        var tensors = new ArrayList<Safetensors.Tensor>();
        encoder("swin-unetr-legacy")
                .forEach((path, shape) -> tensors.add(tensor(beginning + path.substring("swinViT.".length()), shape)));
        var head = beginning.equals("module.") ? "module.rotation_head.weight" : "rotation_head.weight";
        tensors.add(tensor(head, new long[] {4, 8}));
        var file = folder.resolve(beginning + "published.npz");
        NumpyArchive.write(file, tensors);
        return file;
    }

    private static void assertTakes(Path file, String method, Regime regime) throws IOException {
        var loaded = regime.published(Methods.named(method), TASK)
                .orElseThrow()
                .convert(file, shapes(method), file.resolveSibling("converted.safetensors"));

        assertThat(loaded.parameters())
                .as("%s, %s, %s", file.getFileName(), method, regime.id())
                .isEqualTo(encoder(method).size());
    }

    private static SortedMap<String, long[]> encoder(String method) {
        // "swinViT/" is the first name behind all that begin with "swinViT."
        return shapes(method).subMap("swinViT.", "swinViT/");
    }

    private static Safetensors.Tensor tensor(String name, long[] shape) {
        int count = (int) Shapes.count(shape);
        return new Safetensors.Tensor(
                name, TensorType.F32, Arrays.stream(shape).boxed().toList(), ByteBuffer.allocate(count * Float.BYTES));
    }

    private static List<String> explained(String method) {
        return Trainer.explain(Methods.named(method).finetuning(TASK), Switches.PLAIN)
                .lines()
                .toList();
    }

    private static TreeMap<String, long[]> shapes(String method) {
        var graph = Graph.named(method);
        var unused = Methods.named(method).finetuning(TASK).program().apply(graph);
        var shapes = new TreeMap<String, long[]>();
        graph.parameterMap()
                .values()
                .forEach(parameter ->
                        shapes.put(parameter.value().name(), parameter.value().shape()));
        return shapes;
    }
}
