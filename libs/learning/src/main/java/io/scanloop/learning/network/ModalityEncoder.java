package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * AMAE's encoder: one transformer over the tokens of all modalities of a study, where those of absent modalities are seen by
 * nobody. Parameters are {@code dct.*}, {@code modality.*} and {@code encoder.*}.
 *
 * @param edge P of a token in voxels
 * @param biasRule of its tokenizer
 */
public record ModalityEncoder(int edge, Transformer transformer, DynamicTokenizer.BiasRule biasRule) {
    /** With a tokenizer whose bias is multiplied. */
    public ModalityEncoder(int edge, Transformer transformer) {
        this(edge, transformer, DynamicTokenizer.BiasRule.MULTIPLY);
    }

    /**
     * Tokens along X, Y, Z.
     *
     * @param images (B, M, X, Y, Z)
     * @throws IllegalArgumentException when a size is no multiple of the edge; the message names both
     */
    public int[] grid(Tensor images) {
        return Patches.grid(images, edge);
    }

    /**
     * Tokenizer, plus where they lie, plus which modality they are.
     *
     * @param images (B, M, X, Y, Z), zeros where a modality is absent
     * @return (B, M, N, D)
     */
    public Tensor tokens(Parameters scope, Tensor images) {
        int width = transformer.width();
        return new DynamicTokenizer(edge, width, biasRule)
                .tokens(scope.in("dct"), images)
                .plus(Positions.sineCosine(scope.graph(), "positions", grid(images), width))
                .plus(MaskedDecoder.modalityTable(scope, images.size(1), width));
    }

    /**
     * Encodes tokens of all modalities together.
     *
     * @param tokens (B, M, K, D), all or some of each modality
     * @param present (B, M), 1 or 0
     * @return the (B, M K, D) after each block, then the last under the norm
     */
    public List<Tensor> outputs(Parameters scope, Tensor tokens, Tensor present) {
        long kept = tokens.size(2);
        Tensor joined = tokens.reshape(tokens.size(0), tokens.size(1) * kept, tokens.size(-1));
        Parameters encoder = scope.in("encoder");
        var outputs = new ArrayList<>(transformer.blocks(encoder, joined, Presence.keyMask(present, kept)));
        outputs.add(transformer.norm(encoder, outputs.get(outputs.size() - 1)));
        return outputs;
    }

    /**
     * How much of its attention each modality gives to the others in the last block, to be logged.
     *
     * @param outputs what {@link #outputs} gave
     * @param present (B, M), as there
     * @return (M), in [0, 1], a mean over tokens, heads and the studies that have it; 0 where none has; no gradient
     */
    public Tensor lookedAcross(Parameters scope, List<Tensor> outputs, Tensor present) {
        long batch = present.size(0);
        long modalities = present.size(1);
        long kept = outputs.get(0).size(1) / modalities;
        Tensor map = transformer.lastAttention(scope.in("encoder"), outputs, Presence.keyMask(present, kept));
        Tensor shares =
                map.reshape(batch, modalities, kept, modalities, kept).sum(4).mean(2); // (B, M, M)
        Tensor own = shares.times(identity(scope, modalities)).sum(2);
        Tensor across = own.negate().plus(1).times(present).sum(0);
        return across.over(present.sum(0).clamp(1, (double) batch));
    }

    private static Tensor identity(Parameters scope, long size) {
        var numbers = new float[(int) (size * size)];
        for (int i = 0; i < size; i++) {
            numbers[(int) (i * size + i)] = 1;
        }
        return scope.graph().constant("own", numbers, size, size);
    }

    /** What {@link #outputs} gives last, of all tokens: (B, M N, D). */
    public Tensor end(Parameters scope, Tensor images, Tensor present) {
        List<Tensor> outputs = outputs(scope, tokens(scope, images), present);
        return outputs.get(outputs.size() - 1);
    }
}
