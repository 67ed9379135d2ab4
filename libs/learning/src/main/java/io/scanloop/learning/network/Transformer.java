package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encoder of a vision transformer (Dosovitskiy et al. 2021): pre-norm blocks of self-attention and a two-layer
 * perceptron with exact GELU, no class token. Parameters are named as in MONAI; linear maps begin Xavier-uniform with
 * bias 0.
 *
 * @param layers number of blocks
 * @param width D of a token, divisible by {@code heads}
 * @param heads of attention
 * @param hidden width between the two layers of the perceptron
 * @param dropout probability after attention's map and in the perceptron, in training
 */
public record Transformer(int layers, int width, int heads, int hidden, QkvBias qkvBias, double dropout) {

    /** Whether queries, keys and values have a bias. */
    public enum QkvBias {
        THERE,
        NONE
    }

    /** With biases and without dropout. */
    public Transformer(int layers, int width, int heads, int hidden) {
        this(layers, width, heads, hidden, QkvBias.THERE, 0);
    }

    public Transformer {
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "the width of a token must be a multiple of the heads, got %d and %d".formatted(width, heads));
        }
    }

    /**
     * Runs the blocks.
     *
     * @param tokens (B, N, D)
     * @param keyMask (B, 1, 1, N), 0 where a token may be looked at, very negative where not; null: all may
     * @return the (B, N, D) after each block, first to last, before {@link #norm}
     */
    public List<Tensor> blocks(Parameters scope, Tensor tokens, @Nullable Tensor keyMask) {
        var outputs = new ArrayList<Tensor>();
        Tensor current = tokens;
        for (int layer = 0; layer < layers; layer++) {
            var name = scope.in("blocks").in(String.valueOf(layer));
            Tensor before = current;
            current = tokens.graph().segment(() -> block(name, before, keyMask));
            outputs.add(current);
        }
        return outputs;
    }

    /** The layer norm after the last block. */
    public Tensor norm(Parameters scope, Tensor tokens) {
        return Linear.norm(scope.in("norm"), tokens);
    }

    private Tensor block(Parameters scope, Tensor x, @Nullable Tensor keyMask) {
        Tensor y = x.plus(dropped(attention(scope.in("attn"), Linear.norm(scope.in("norm1"), x), keyMask)));
        Parameters mlp = scope.in("mlp");
        Tensor h = linear(mlp, "linear1", Linear.norm(scope.in("norm2"), y), hidden)
                .gelu();
        return y.plus(dropped(linear(mlp, "linear2", dropped(h), width)));
    }

    private Tensor dropped(Tensor x) {
        return dropout > 0 ? x.dropout(dropout) : x;
    }

    /**
     * Where the last block looks, to be logged: softmax(q k^T / sqrt(d) + mask), a mean over heads.
     *
     * @param outputs what {@link #blocks} gave; at least two blocks
     * @param keyMask as there
     * @return (B, N, N) without gradient; rows sum to 1
     */
    public Tensor lastAttention(Parameters scope, List<Tensor> outputs, @Nullable Tensor keyMask) {
        var block = scope.in("blocks").in(String.valueOf(layers - 1));
        Tensor before = outputs.get(layers - 2).detach();
        Tensor qkv = queriesKeysValues(block.in("attn"), Linear.norm(block.in("norm1"), before));
        Tensor scores =
                part(qkv, 0).matmul(part(qkv, 1).transpose(-2, -1)).times(1 / Math.sqrt((double) width / heads));
        return (keyMask == null ? scores : scores.plus(keyMask))
                .softmax(-1)
                .mean(1)
                .detach();
    }

    private Tensor attention(Parameters scope, Tensor x, @Nullable Tensor keyMask) {
        long batch = x.size(0);
        long tokens = x.size(1);
        Tensor qkv = queriesKeysValues(scope, x);
        Tensor mixed = part(qkv, 0).attention(part(qkv, 1), part(qkv, 2), keyMask);
        return linear(scope, "out_proj", mixed.transpose(1, 2).reshape(batch, tokens, width), width);
    }

    /** (3, B, heads, N, D / heads). */
    private Tensor queriesKeysValues(Parameters scope, Tensor x) {
        return (qkvBias == QkvBias.THERE
                        ? linear(scope, "qkv", x, 3L * width)
                        : Linear.XAVIER.mapWithoutBias(scope, "qkv", x, 3L * width))
                .reshape(x.size(0), x.size(1), 3, heads, width / heads)
                .permute(2, 0, 3, 1, 4);
    }

    private static Tensor part(Tensor qkv, int part) {
        return qkv.slice(0, part, part + 1).squeeze(0);
    }

    /** A linear map with bias on the last axis: parameters {@code name.weight} (out, in) and {@code name.bias}. */
    static Tensor linear(Parameters scope, String name, Tensor x, long out) {
        return Linear.XAVIER.map(scope, name, x, out);
    }
}
