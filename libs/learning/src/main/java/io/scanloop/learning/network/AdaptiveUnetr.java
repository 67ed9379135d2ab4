package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * UNETR's decoder over the tokens of any set of modalities (AMAE): at each tapped level the tokens of the present
 * modalities are pooled by their maximum, so that what follows does not depend on how many there are. A token of edge
 * 2^n gives n levels: the image, n - 1 taps, and the end of the encoder as the deepest.
 *
 * <p>UNETR's image-level skip has a fixed number of input channels, and the paper does not say what replaces it. Ours:
 * one residual block from one channel, shared by all modalities, then the same maximum.
 *
 * @param edge of a token in voxels, a power of 2
 * @param features channels at the size of the image; doubled at each level
 * @param classes output channels, background among them
 */
public record AdaptiveUnetr(int edge, int features, int classes) {
    public AdaptiveUnetr {
        if (Integer.bitCount(edge) != 1 || edge < 4) {
            throw new IllegalArgumentException(
                    "the decoder doubles its size from token to voxel: the edge must be 4, 8, 16 ..., got " + edge);
        }
    }

    /** How many outputs of encoder blocks it takes beside the encoder's end. */
    public int taps() {
        return levels() - 1;
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
    public Tensor logits(Parameters scope, Tensor images, Tensor present, List<Tensor> tapped, Tensor end, int[] grid) {
        if (tapped.size() != taps()) {
            throw new IllegalArgumentException(
                    "a token of edge %d needs %d taps, got %d".formatted(edge, taps(), tapped.size()));
        }
        var skips = new ArrayList<Tensor>();
        skips.add(imageSkip(scope.in("encoder1").in("layer"), images, present));
        for (int level = 1; level < levels(); level++) {
            Tensor pooled = pooled(tapped.get(level - 1), present, grid);
            skips.add(tokenSkip(scope.in("encoder" + (level + 1)), pooled, level));
        }
        Tensor x = pooled(end, present, grid);
        for (int level = levels() - 1; level >= 0; level--) {
            x = Convolution.upWithSkip(scope.in("decoder" + (level + 2)), x, skips.get(level), channels(level));
        }
        return Convolution.out(scope.in("out"), x, classes);
    }

    private Tensor imageSkip(Parameters scope, Tensor images, Tensor present) {
        long batch = images.size(0);
        long modalities = images.size(1);
        long[] size = {images.size(2), images.size(3), images.size(4)};
        Tensor features = Convolution.residual(
                scope, images.reshape(batch * modalities, 1, size[0], size[1], size[2]), channels(0));
        return Presence.max(features.reshape(batch, modalities, channels(0), size[0], size[1], size[2]), present);
    }

    /** Brings tokens to the size of a level: doubled once, then as often as needed with a residual block each. */
    private Tensor tokenSkip(Parameters scope, Tensor tokens, int level) {
        Tensor x = Convolution.up(scope.in("transp_conv_init"), tokens, channels(level));
        for (int step = 0; step < levels() - 1 - level; step++) {
            Parameters block = scope.in("blocks").in(String.valueOf(step));
            x = Convolution.residual(block.in("1"), Convolution.up(block.in("0"), x, channels(level)), channels(level));
        }
        return x;
    }

    private static Tensor pooled(Tensor tokens, Tensor present, int[] grid) {
        long batch = present.size(0);
        long width = tokens.size(-1);
        Tensor pooled = Presence.max(tokens.reshape(batch, present.size(1), -1, width), present);
        return pooled.transpose(1, 2).reshape(batch, width, grid[0], grid[1], grid[2]);
    }

    private int levels() {
        return Integer.numberOfTrailingZeros(edge);
    }

    private int channels(int level) {
        return features << level;
    }
}
