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
 */
public record ModalityEncoder(int edge, Transformer transformer) {
    /**
     * Tokens along X, Y, Z.
     *
     * @param images (B, M, X, Y, Z)
     * @throws IllegalArgumentException when a size is no multiple of the edge; the message names both
     */
    public int[] grid(Tensor images) {
        int[] size = {(int) images.size(2), (int) images.size(3), (int) images.size(4)};
        return tokenizer().grid(size);
    }

    /**
     * Tokenizer, plus where they lie, plus which modality they are.
     *
     * @param images (B, M, X, Y, Z), zeros where a modality is absent
     * @return (B, M, N, D)
     */
    public Tensor tokens(Parameters scope, Tensor images) {
        int width = transformer.width();
        return tokenizer()
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

    /** What {@link #outputs} gives last, of all tokens: (B, M N, D). */
    public Tensor end(Parameters scope, Tensor images, Tensor present) {
        List<Tensor> outputs = outputs(scope, tokens(scope, images), present);
        return outputs.get(outputs.size() - 1);
    }

    private DynamicTokenizer tokenizer() {
        return new DynamicTokenizer(edge, transformer.width());
    }
}
