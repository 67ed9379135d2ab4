package io.scanloop.learning.network;

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
    public Unetr {
        taps = List.copyOf(taps);
        UnetrDecoder.requireTaps(edge, taps, transformer);
    }

    /**
     * Segments.
     *
     * @param image (B, C, X, Y, Z), edges multiples of the token's
     * @return logits (B, classes, X, Y, Z)
     */
    public Tensor logits(Parameters scope, Tensor image) {
        var encoder = new VisionTransformer(edge, transformer);
        int[] grid = encoder.grid(image);
        var encoded = encoder.of(scope.in("vit"), image);
        Tensor skip = Convolution.residual(scope.in("encoder1.layer"), image, features);
        var tapped = taps.stream()
                .map(tap -> onGrid(encoded.blocks().get(tap - 1), grid))
                .toList();
        return new UnetrDecoder(edge, features, classes).logits(scope, skip, tapped, onGrid(encoded.end(), grid));
    }

    private static Tensor onGrid(Tensor tokens, int[] grid) {
        return tokens.transpose(1, 2).reshape(tokens.size(0), tokens.size(2), grid[0], grid[1], grid[2]);
    }
}
