package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * The decoder of {@link AdaptiveUnetr}, UNETR's over the tokens of any set of modalities: at each tapped level the tokens
 * of the present modalities are pooled by their maximum, so that what follows does not depend on how many there are. A
 * token of edge 2^n gives n levels: the image, n - 1 taps, and the end of the encoder as the deepest.
 *
 * <p>UNETR's image-level skip has a fixed number of input channels, and the paper does not say what replaces it. Ours:
 * one residual block from one channel, shared by all modalities, then the same maximum.
 *
 * @param edge of a token in voxels, a power of 2
 * @param features channels at the size of the image; doubled at each level
 * @param classes output channels, background among them
 */
record AdaptiveDecoder(int edge, int features, int classes) {
    AdaptiveDecoder {
        UnetrDecoder.requireEdge(edge);
    }

    /** How many outputs of encoder blocks it takes beside the encoder's end. */
    int taps() {
        return decoder().taps();
    }

    /**
     * Decodes.
     *
     * @param images (B, M, X, Y, Z), zeros where a modality is absent
     * @param present (B, M), 1 or 0, at least one 1 in each row
     * @param tapped {@link #taps} outputs of encoder blocks (B, M N, D), early to late
     * @param end output of the encoder (B, M N, D)
     * @param grid tokens along X, Y, Z
     * @return logits (B, classes, X, Y, Z)
     */
    Tensor logits(Parameters scope, Tensor images, Tensor present, List<Tensor> tapped, Tensor end, int[] grid) {
        Tensor skip = imageSkip(scope.in("encoder1").in("layer"), images, present);
        var pooled =
                tapped.stream().map(tokens -> pooled(tokens, present, grid)).toList();
        return decoder().logits(scope, skip, pooled, pooled(end, present, grid));
    }

    private UnetrDecoder decoder() {
        return new UnetrDecoder(edge, features, classes);
    }

    private Tensor imageSkip(Parameters scope, Tensor images, Tensor present) {
        long batch = images.size(0);
        long modalities = images.size(1);
        long[] size = {images.size(2), images.size(3), images.size(4)};
        Tensor convolved =
                Convolution.residual(scope, images.reshape(batch * modalities, 1, size[0], size[1], size[2]), features);
        return Presence.max(convolved.reshape(batch, modalities, features, size[0], size[1], size[2]), present);
    }

    private static Tensor pooled(Tensor tokens, Tensor present, int[] grid) {
        long batch = present.size(0);
        long width = tokens.size(-1);
        Tensor pooled = Presence.max(tokens.reshape(batch, present.size(1), -1, width), present);
        return pooled.transpose(1, 2).reshape(batch, width, grid[0], grid[1], grid[2]);
    }
}
