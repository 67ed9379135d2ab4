package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.NumpyFile;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swin UNETR of feature size 12 and its pre-training heads with MONAI's weights give MONAI's numbers. */
class SwinParityTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    private Path folder;

    private static SwinUnetr network(PatchMerging merging) {
        var encoder = SwinEncoder.swinUnetr(12, List.of(2, 2, 2, 2), List.of(3, 6, 12, 24), 7, merging);
        return new SwinUnetr(encoder, 3, Norm.INSTANCE);
    }

    private static NumpyFile weights() {
        return NumpyFile.golden("nets/swinunetr_fs12_weights.npz");
    }

    private static NumpyFile io() {
        return NumpyFile.golden("nets/swinunetr_fs12_io.npz");
    }

    private double difference(PatchMerging merging, String input, NumpyFile.Array expected) throws IOException {
        var image = io().array(input);
        var graph = Graph.named("swin-unetr");
        Tensor x = graph.input("image", Type.FLOAT32, image.shape());
        Tensor logits = network(merging).logits(graph.parameters(), x);
        var result = new Reference(folder)
                .run(graph, Map.of("logits", logits), List.of(weights()), Map.of("image", Reference.host(image)));
        return Reference.difference(result.get("logits"), expected);
    }

    @Test
    void givesTheLogitsOfTheFaultyMerging() throws IOException {
        assertThat(difference(PatchMerging.LEGACY, "xA", io().array("yA"))).isLessThan(TOLERANCE);
    }

    @Test
    void givesTheLogitsOfTheCorrectedMerging() throws IOException {
        var corrected = NumpyFile.golden("nets/swinunetr_fs12_monai150_outputs.npz");

        assertThat(difference(PatchMerging.MONAI, "xA", corrected.array("yA_v150")))
                .isLessThan(TOLERANCE);
        assertThat(difference(PatchMerging.LEGACY, "xA", corrected.array("yA_v150")))
                .isGreaterThan(0.01);
    }

    @Test
    void givesTheLogitsOfAnImageOfUnequalEdges() throws IOException {
        var corrected = NumpyFile.golden("nets/swinunetr_fs12_monai150_outputs.npz");

        assertThat(difference(PatchMerging.LEGACY, "x_aniso", io().array("y_aniso")))
                .isLessThan(TOLERANCE);
        assertThat(difference(PatchMerging.MONAI, "x_aniso", corrected.array("y_aniso_v150")))
                .isLessThan(TOLERANCE);
    }

    @Test
    void givesEveryStage() throws IOException {
        var io = io();
        var image = io.array("xA");
        var graph = Graph.named("swin-unetr");
        Tensor x = graph.input("image", Type.FLOAT32, image.shape());
        network(PatchMerging.LEGACY).logits(graph.parameters(), x);
        var outputs = new HashMap<>(graph.stages());
        var result =
                new Reference(folder).run(graph, outputs, List.of(weights()), Map.of("image", Reference.host(image)));

        for (int i = 0; i < 5; i++) {
            assertThat(Reference.difference(result.get("x" + i), io.array("hidden" + i)))
                    .as("x" + i)
                    .isLessThan(TOLERANCE);
        }
        assertThat(Reference.difference(result.get("encoder10"), io.array("enc10")))
                .isLessThan(TOLERANCE);
        assertThat(Reference.difference(result.get("decoder5"), io.array("dec5")))
                .isLessThan(TOLERANCE);
    }

    @Test
    void givesPlainAndShiftedBlocks() throws IOException {
        var io = io();
        var graph = Graph.named("blocks");
        Tensor tokens =
                graph.input("tokens", Type.FLOAT32, io.array("patch_embed").shape());
        var scope = graph.parameters().in("swinViT.layers1.0.blocks");
        var block = new SwinBlock(3, 7, true, 0, Linear.PYTORCH);
        int[] grid = {32, 16, 16};
        var plain = Windows.of(grid, 7, Windows.SmallGrid.SHRINKS_WINDOW, false);
        var shifted = Windows.of(grid, 7, Windows.SmallGrid.SHRINKS_WINDOW, true);
        Tensor first = block.of(scope.in("0"), tokens.permute(0, 2, 3, 4, 1), plain, null);
        Tensor second = block.of(scope.in("1"), first, shifted, shifted.mask(graph));
        var result = new Reference(folder)
                .run(
                        graph,
                        Map.of("first", first, "second", second),
                        List.of(weights()),
                        Map.of("tokens", Reference.host(io.array("patch_embed"))));

        assertThat(Reference.difference(result.get("first"), io.array("block0_out_ndhwc")))
                .isLessThan(TOLERANCE);
        assertThat(Reference.difference(result.get("second"), io.array("block1_shifted_out_ndhwc")))
                .isLessThan(TOLERANCE);
    }

    @Test
    void givesLossAndGradients() throws IOException {
        var io = io();
        var image = io.array("xA");
        var graph = Graph.named("swin-unetr");
        Tensor x = graph.input("image", Type.FLOAT32, image.shape());
        Tensor logits = network(PatchMerging.LEGACY).logits(graph.parameters(), x);

        new Reference(folder)
                .assertGradients(
                        graph,
                        logits,
                        weights(),
                        Reference.host(image),
                        io.array("targetA"),
                        NumpyFile.golden("nets/swinunetr_fs12_grads.json").path());
    }

    @Test
    void givesWhatThePretrainingHeadsSay() throws IOException {
        var io = NumpyFile.golden("nets/ssl_head_io.npz");
        var image = io.array("x");
        var graph = Graph.named("heads");
        Tensor x = graph.input("image", Type.FLOAT32, image.shape());
        var scope = graph.parameters();
        Tensor end = network(PatchMerging.LEGACY)
                .encoder()
                .outputs(scope.in("swinViT"), x)
                .get(4);
        var heads = new SwinHeads(SwinHeads.Reconstruction.UPSAMPLING, SwinHeads.TokenReadout.FIRST_TOKENS, 512)
                .of(scope, end, 5, 1);
        var outputs = Map.of("rot", heads.rotation(), "contrastive", heads.contrast(), "rec", heads.image());
        var result = new Reference(folder)
                .run(
                        graph,
                        outputs,
                        List.of(weights(), NumpyFile.golden("nets/ssl_head_weights.npz")),
                        Map.of("image", Reference.host(image)));

        for (var name : outputs.keySet()) {
            assertThat(Reference.difference(result.get(name), io.array(name)))
                    .as(name)
                    .isLessThan(TOLERANCE);
        }
    }
}
