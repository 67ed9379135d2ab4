package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.weights.NumpyArchive;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.TensorType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network that published weights of Swin UNETR belong to. */
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

    @Test
    void takesThePublishedNamesAndLeavesTheHeadsBehind(@TempDir Path folder) throws Exception {
        var network = shapes("swin-unetr-legacy");
        var tensors = new ArrayList<Safetensors.Tensor>();
        network.forEach((path, shape) -> {
            if (path.startsWith("swinViT.")) {
                tensors.add(tensor("module." + path.substring("swinViT.".length()), shape));
            }
        });
        tensors.add(tensor("module.rotation_head.weight", new long[] {4, 8}));
        var file = folder.resolve("published.npz");
        NumpyArchive.write(file, tensors);

        for (var regime : List.of(Regime.FULL, Regime.ENCODER_ONLY)) {
            var loaded = regime.published(Methods.named("swin-unetr-legacy"), TASK)
                    .orElseThrow()
                    .convert(file, network, folder.resolve("converted.safetensors"));

            assertThat(loaded.parameters()).as(regime.id()).isEqualTo(tensors.size() - 1);
        }
        assertThatThrownBy(() -> Methods.named("swin-unetr")
                        .published(TASK)
                        .convert(file, shapes("swin-unetr"), folder.resolve("other.safetensors")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choose the method swin-unetr-legacy");
        assertThat(Regime.SCRATCH.published(Methods.named("swin-unetr-legacy"), TASK))
                .isEmpty();
    }

    private static Safetensors.Tensor tensor(String name, long[] shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
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
