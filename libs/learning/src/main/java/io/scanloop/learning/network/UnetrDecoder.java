package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The decoder of UNETR (Hatamizadeh et al. 2022), named as in MONAI: tapped outputs of the transformer are brought to the
 * sizes between token and image, and joined on the way up. A token of edge 2^n gives n levels: the image, n - 1 taps, and
 * the end of the encoder as the deepest.
 *
 * @param edge of a token in voxels, a power of 2
 * @param features channels at the size of the image; doubled at each level
 * @param classes output channels, background among them
 */
record UnetrDecoder(int edge, int features, int classes) {
    UnetrDecoder {
        requireEdge(edge);
    }

    static void requireEdge(int edge) {
        if (Integer.bitCount(edge) != 1 || edge < 4) {
            throw new IllegalArgumentException(
                    "the decoder doubles its size from token to voxel: the edge must be 4, 8, 16 ..., got " + edge);
        }
    }

    /** Blocks, counted from 1, that a decoder of this edge can read beside the end. */
    static void requireTaps(int edge, List<Integer> taps, Transformer transformer) {
        requireEdge(edge);
        int needed = Integer.numberOfTrailingZeros(edge) - 1;
        if (taps.size() != needed || !taps.stream().allMatch(tap -> tap >= 1 && tap <= transformer.layers())) {
            throw new IllegalArgumentException("a token of edge %d needs %d taps from 1 to %d layers, got %s"
                    .formatted(edge, needed, transformer.layers(), taps));
        }
    }

    /** How many outputs of encoder blocks it takes beside the encoder's end. */
    int taps() {
        return levels() - 1;
    }

    /**
     * Decodes.
     *
     * @param image skip at the size of the image, (B, features, X, Y, Z)
     * @param tapped {@link #taps} outputs of encoder blocks (B, D, x, y, z), early to late
     * @param end output of the encoder, likewise
     * @return logits (B, classes, X, Y, Z)
     */
    Tensor logits(Parameters scope, Tensor image, List<Tensor> tapped, Tensor end) {
        if (tapped.size() != taps()) {
            throw new IllegalArgumentException(
                    "a token of edge %d needs %d taps, got %d".formatted(edge, taps(), tapped.size()));
        }
        var graph = image.graph();
        var skips = new ArrayList<Tensor>();
        skips.add(graph.stage("encoder1", image));
        for (int level = 1; level < levels(); level++) {
            var name = "encoder" + (level + 1);
            skips.add(graph.stage(name, tokenSkip(scope.in(name), tapped.get(level - 1), level)));
        }
        Tensor x = end;
        for (int level = levels() - 1; level >= 0; level--) {
            var name = "decoder" + (level + 2);
            x = graph.stage(name, Convolution.upWithSkip(scope.in(name), x, skips.get(level), features << level));
        }
        return graph.stage("logits", Convolution.out(scope.in("out"), x, classes));
    }

    /** Brings tokens to the size of a level: doubled once, then as often as needed with a residual block each. */
    private Tensor tokenSkip(Parameters scope, Tensor tokens, int level) {
        int channels = features << level;
        Tensor x = Convolution.up(scope.in("transp_conv_init"), tokens, channels);
        for (int step = 0; step < levels() - 1 - level; step++) {
            Parameters block = scope.in("blocks").in(String.valueOf(step));
            x = Convolution.residual(block.in("1"), Convolution.up(block.in("0"), x, channels), channels);
        }
        return x;
    }

    private int levels() {
        return Integer.numberOfTrailingZeros(edge);
    }
}
