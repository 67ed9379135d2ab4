package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A block of the Swin transformer (Liu et al. 2021, eq. 3): x + Attention(LN(x)) within windows, then x + MLP(LN(x)), the
 * MLP four times as wide as the tokens. Zeros that pad a window take part in attention, as in MONAI.
 *
 * @param heads of attention; the width of a token is a multiple of it
 * @param edge of a whole window
 * @param hasQkvBias whether queries, keys and values have a bias
 * @param drop probability that a sample leaves out a branch in training
 * @param first weights of linear maps
 */
record SwinBlock(int heads, int edge, boolean hasQkvBias, double drop, Linear first) {
    private static final int EXPANSION = 4;
    private static final double TABLE_SIGMA = 0.02;

    /**
     * Runs the block.
     *
     * @param x (B, X, Y, Z, C)
     * @param mask of the windows, (W, 1, N, N), or null
     * @return likewise
     */
    Tensor of(Parameters scope, Tensor x, Windows windows, @Nullable Tensor mask) {
        Tensor cut = windows.cut(Linear.norm(scope.in("norm1"), x));
        Tensor y = x.plus(
                windows.joined(attention(scope.in("attn"), cut, windows, mask)).dropSamples(drop));
        Parameters mlp = scope.in("mlp");
        long width = x.size(4);
        Tensor hidden = first.map(mlp, "linear1", Linear.norm(scope.in("norm2"), y), EXPANSION * width)
                .gelu();
        return y.plus(first.map(mlp, "linear2", hidden, width).dropSamples(drop));
    }

    private Tensor attention(Parameters scope, Tensor x, Windows windows, @Nullable Tensor mask) {
        long width = x.size(2);
        long tokens = x.size(1);
        long offsets = (2L * edge - 1) * (2L * edge - 1) * (2L * edge - 1);
        Tensor table =
                scope.get("relative_position_bias_table", Initializer.truncatedNormal(TABLE_SIGMA), offsets, heads);
        Tensor bias = windows.bias(table, edge);
        Tensor added = mask == null ? bias : bias.plus(mask);
        Tensor qkv = (hasQkvBias
                        ? first.map(scope, "qkv", x, 3 * width)
                        : first.mapWithoutBias(scope, "qkv", x, 3 * width))
                .reshape(x.size(0), tokens, 3, heads, width / heads)
                .permute(2, 0, 3, 1, 4);
        Tensor mixed = part(qkv, 0, windows, added)
                .attention(part(qkv, 1, windows, added), part(qkv, 2, windows, added), added)
                .reshape(x.size(0), heads, tokens, width / heads);
        return first.map(scope, "proj", mixed.transpose(1, 2).reshape(x.size(0), tokens, width), width);
    }

    /** (B W, heads, N, d), or (B, W, heads, N, d) where samples share what is added for each window. */
    private Tensor part(Tensor qkv, int part, Windows windows, Tensor added) {
        Tensor one = qkv.slice(0, part, part + 1).squeeze(0);
        boolean isShared = added.size(0) == 1 || one.size(0) == added.size(0);
        return isShared
                ? one
                : one.reshape(one.size(0) / windows.count(), windows.count(), heads, windows.tokens(), one.size(3));
    }
}
