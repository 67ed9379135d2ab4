package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.NumpyFile;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.PublishedWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UNETR, and Adaptive UNETR of one modality, with MONAI's weights give MONAI's numbers. */
class UnetrParityTest {
    private static final int[] GRID = {2, 2, 2};
    private static final Transformer TRANSFORMER = new Transformer(12, 96, 4, 192, Transformer.QkvBias.NONE, 0);
    private static final Unetr NETWORK = new Unetr(16, TRANSFORMER, List.of(4, 7, 10), 8, 3);

    @TempDir
    private Path folder;

    private static NumpyFile weights() {
        return NumpyFile.golden("nets/unetr_small_weights.npz");
    }

    private static NumpyFile io() {
        return NumpyFile.golden("nets/unetr_small_io.npz");
    }

    @Test
    void givesTheLogitsOfMonai() throws IOException {
        var io = io();
        var graph = Graph.named("unetr");
        Tensor image = graph.input("image", Type.FLOAT32, 1, 1, 32, 32, 32);
        NETWORK.logits(graph.parameters(), image);
        var result = new Reference(folder)
                .run(
                        graph,
                        new HashMap<>(graph.stages()),
                        List.of(weights()),
                        Map.of("image", Reference.host(io.array("x32"))));

        assertThat(Reference.difference(result.get("tokens"), io.array("patch_embedding")))
                .isLessThan(1e-5);
        assertThat(Reference.difference(result.get("end"), io.array("vit_out"))).isLessThan(1e-4);
        assertThat(Reference.difference(result.get("logits"), io.array("y32"))).isLessThan(1e-4);
    }

    @Test
    void givesLossAndGradientsOfMonai() throws IOException {
        var io = io();
        var graph = Graph.named("unetr");
        Tensor image = graph.input("image", Type.FLOAT32, 1, 1, 32, 32, 32);
        Tensor logits = NETWORK.logits(graph.parameters(), image);

        new Reference(folder)
                .assertGradients(
                        graph,
                        logits,
                        weights(),
                        Reference.host(io.array("x32")),
                        io.array("target32"),
                        NumpyFile.golden("nets/unetr_small_grads.json").path());
    }

    @Test
    void adaptiveUnetrOfOneModalityIsUnetr() throws IOException {
        var io = io();
        var graph = Graph.named("unetr");
        Tensor tokens = graph.input("tokens", Type.FLOAT32, 1, 8, 96);
        Tensor images = graph.input("images", Type.FLOAT32, 1, 1, 32, 32, 32);
        Tensor present = graph.input("present", Type.FLOAT32, 1, 1);
        var scope = graph.parameters().in("vit");
        List<Tensor> outputs = TRANSFORMER.blocks(scope, tokens, null);
        Tensor end = TRANSFORMER.norm(scope, outputs.get(11));
        List<Tensor> taps = List.of(outputs.get(3), outputs.get(6), outputs.get(9));
        Tensor logits = new AdaptiveDecoder(16, 8, 3).logits(graph.parameters(), images, present, taps, end, GRID);

        try (var program = Program.forward(graph, Map.of("logits", logits))) {
            var rule = new Loading(Map.of("", ""), List.of("vit.patch_embedding."), List.of(""));
            Path converted = folder.resolve("unetr.safetensors");
            PublishedWeights.of(rule).convert(weights().path(), program.parameters(), converted);
            program.load(List.of(converted), Loading.exact());
            var result = program.run(Map.of(
                    "tokens", Reference.host(io.array("patch_embedding")),
                    "images", Reference.host(io.array("x32")),
                    "present", HostTensor.of(new float[] {1}, 1, 1)));

            assertThat(Reference.difference(result.get("logits"), io.array("y32")))
                    .isLessThan(1e-4);
        }
    }
}
