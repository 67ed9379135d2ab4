package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * UNETR (Hatamizadeh et al. 2022), named as in MONAI: a vision transformer over blocks of voxels with learned positions,
 * and a convolutional decoder that reads it at several depths.
 *
 * @param edge of a token in voxels, a power of 2; 16 in the paper
 * @param transformer without bias of queries, keys, values in the paper's code
 * @param taps blocks, counted from 1, whose output the decoder reads beside the end: the paper says 3, 6, 9, its code reads
 *     after 4, 7, 10
 * @param features channels at the size of the image; 16 in the paper
 * @param classes output channels, background among them
 */
public record Unetr(int edge, Transformer transformer, List<Integer> taps, int features, int classes) {
    private static final double POSITION_SIGMA = 0.02;

    public Unetr {
        taps = List.copyOf(taps);
        UnetrDecoder.requireEdge(edge);
        int needed = Integer.numberOfTrailingZeros(edge) - 1;
        if (taps.size() != needed || !taps.stream().allMatch(tap -> tap >= 1 && tap <= transformer.layers())) {
            throw new IllegalArgumentException("a token of edge %d needs %d taps from 1 to %d layers, got %s"
                    .formatted(edge, needed, transformer.layers(), taps));
        }
    }

    /**
     * Segments.
     *
     * @param image (B, C, X, Y, Z), edges multiples of the token's
     * @return logits (B, classes, X, Y, Z)
     */
    public Tensor logits(Parameters scope, Tensor image) {
        int[] size = {(int) image.size(2), (int) image.size(3), (int) image.size(4)};
        int[] grid = new DynamicTokenizer(edge, transformer.width()).grid(size);
        var vit = scope.in("vit");
        Tensor tokens = image.graph().stage("tokens", tokens(vit.in("patch_embedding"), image));
        List<Tensor> outputs = transformer.blocks(vit, tokens, null);
        Tensor end = image.graph().stage("end", transformer.norm(vit, outputs.get(outputs.size() - 1)));
        Tensor skip = Convolution.residual(scope.in("encoder1.layer"), image, features);
        var tapped =
                taps.stream().map(tap -> onGrid(outputs.get(tap - 1), grid)).toList();
        return new UnetrDecoder(edge, features, classes).logits(scope, skip, tapped, onGrid(end, grid));
    }

    private Tensor tokens(Parameters scope, Tensor image) {
        long in = image.size(1);
        int width = transformer.width();
        var first = Initializer.pytorchDefault(in * edge * edge * edge);
        Parameters embedding = scope.in("patch_embeddings");
        Tensor tokens = image.conv3d(
                        embedding.get("weight", first, width, in, edge, edge, edge),
                        embedding.get("bias", first, width),
                        edge,
                        0,
                        1)
                .reshape(image.size(0), width, -1)
                .transpose(1, 2);
        return tokens.plus(scope.get(
                "position_embeddings", Initializer.truncatedNormal(POSITION_SIGMA), 1, tokens.size(1), width));
    }

    private static Tensor onGrid(Tensor tokens, int[] grid) {
        return tokens.transpose(1, 2).reshape(tokens.size(0), tokens.size(2), grid[0], grid[1], grid[2]);
    }
}
