package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * MISSU (Wang et al. 2022), a U-Net of four stages with a transformer at its bottom. The public code is another network, so
 * this follows the text; what the text leaves open (blocks of a stage, width of the perceptron) was found by the reported
 * numbers of parameters and, without the products inside attention, operations: 1 and 1.1 percent fewer here.
 *
 * @param features channels of the first stage, doubled at each; 16
 * @param transformer d 512, 4 layers, 8 heads, perceptron 512, no qkv bias, dropout 0.1
 * @param positions edges of the grid that the learned positions belong to; others are interpolated from it; 16 each
 * @param classes output channels, background among them
 * @param decoderNorm {@link Norm#NONE} as the text, or {@link Norm#GROUP}
 */
public record Missu(int features, Transformer transformer, List<Integer> positions, int classes, Norm decoderNorm) {
    private static final int[] BLOCKS = {1, 1, 2, 2};
    private static final double POSITION_SIGMA = 0.02;

    public Missu {
        positions = List.copyOf(positions);
        if (features < 8 || features % 8 != 0 || positions.size() != 3) {
            throw new IllegalArgumentException(
                    "MISSU needs features that are a multiple of 8 for its group norms and three edges of positions, got"
                            + " %d and %s".formatted(features, positions));
        }
    }

    /**
     * What comes out.
     *
     * @param local features A1 to A3, which the decoder and in training the fusion take: (B, features 2^i, X / 2^i, ...),
     *     i from 0
     * @param logits (B, classes, X, Y, Z)
     */
    public record Outputs(List<Tensor> local, Tensor logits) {}

    /**
     * Segments.
     *
     * @param image (B, C, X, Y, Z), edges multiples of 8
     */
    public Outputs of(Parameters scope, Tensor image) {
        requireSizes(image);
        var graph = image.graph();
        var local = stem(scope.in("stem"), image);
        Tensor x = graph.stage("Z4", transformed(scope, local.get(3)));
        for (int stage = 2; stage >= 0; stage--) {
            Tensor joined = Graph.concat(1, List.of(x.upsampleTrilinear(2), local.get(stage)));
            Parameters step = scope.in("decoder").in(String.valueOf(stage));
            Tensor convolved = Convolution.withBias(step.in("conv"), joined, features << stage, 3, 1);
            x = graph.stage(
                    "decoder" + (stage + 1),
                    decoderNorm.of(step.in("norm"), convolved).relu());
        }
        Tensor logits = graph.stage("logits", Convolution.withBias(scope.in("head"), x, classes, 1, 1));
        return new Outputs(local.subList(0, 3), logits);
    }

    private static void requireSizes(Tensor image) {
        for (int axis = 2; axis < 5; axis++) {
            if (image.size(axis) % 8 != 0) {
                throw new IllegalArgumentException(
                        "MISSU needs edges that are multiples of 8, got %s: pad the image".formatted(image));
            }
        }
    }

    /** A1 to A4: blocks of convolution, group norm, ReLU; a convolution of stride 2 between the stages. */
    private List<Tensor> stem(Parameters scope, Tensor image) {
        var outputs = new ArrayList<Tensor>();
        Tensor x = image;
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            Parameters parameters = scope.in(String.valueOf(stage));
            if (stage > 0) {
                x = Convolution.withBias(parameters.in("down"), x, features << stage, 3, 2);
            }
            for (int block = 0; block < BLOCKS[stage]; block++) {
                Parameters name = parameters.in("blocks").in(String.valueOf(block));
                Tensor convolved = Convolution.withBias(name.in("conv"), x, features << stage, 3, 1);
                x = Norm.GROUP.of(name.in("norm"), convolved).relu();
            }
            outputs.add(image.graph().stage("A" + (stage + 1), x));
        }
        return outputs;
    }

    private Tensor transformed(Parameters scope, Tensor a) {
        long batch = a.size(0);
        Parameters tokens = scope.in("tokens");
        Tensor flat = a.reshape(batch, a.size(1), -1).transpose(1, 2);
        Tensor x = Linear.PYTORCH.map(tokens, "in", flat, transformer.width()).plus(table(tokens, a));
        x = transformer.dropout() > 0 ? x.dropout(transformer.dropout()) : x;
        var blocks = transformer.blocks(scope.in("transformer"), x, null);
        Tensor end = transformer.norm(scope.in("transformer"), blocks.get(blocks.size() - 1));
        return Linear.PYTORCH
                .map(tokens, "out", end, a.size(1))
                .transpose(1, 2)
                .reshape(batch, a.size(1), a.size(2), a.size(3), a.size(4));
    }

    /** Learned positions, interpolated where the grid is another than they were made for. */
    private Tensor table(Parameters scope, Tensor a) {
        long[] grid = {positions.get(0), positions.get(1), positions.get(2)};
        int width = transformer.width();
        Tensor table = scope.get(
                "positions", Initializer.truncatedNormal(POSITION_SIGMA), 1, grid[0] * grid[1] * grid[2], width);
        if (a.size(2) == grid[0] && a.size(3) == grid[1] && a.size(4) == grid[2]) {
            return table;
        }
        return table.transpose(1, 2)
                .reshape(1, width, grid[0], grid[1], grid[2])
                .resizeTrilinear(a.size(2), a.size(3), a.size(4))
                .reshape(1, width, -1)
                .transpose(1, 2);
    }
}
