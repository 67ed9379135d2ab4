package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * The decoder of a masked auto-encoder (He et al. 2022) over several modalities: what the encoder saw is put back in its
 * place, a learned placeholder stands where nothing was seen, and a small transformer rebuilds the voxels of every token.
 *
 * @param transformer of its own width d
 * @param edge P of a token in voxels
 */
public record MaskedDecoder(Transformer transformer, int edge) {
    private static final double TABLE_SIGMA = 0.02;

    /**
     * Rebuilds.
     *
     * @param encoded (B, M K, D), the kept tokens of all modalities, modality after modality
     * @param kept (B, M, K), INT64: which of the N tokens they are
     * @param present (B, M), 1 or 0
     * @param grid tokens along X, Y, Z
     * @return (B, M, N, P^3)
     */
    public Tensor voxels(Parameters scope, Tensor encoded, Tensor kept, Tensor present, int[] grid) {
        long batch = kept.size(0);
        long modalities = kept.size(1);
        long tokens = (long) grid[0] * grid[1] * grid[2];
        int width = transformer.width();

        Tensor seen = Transformer.linear(scope, "embed", encoded, width).reshape(batch, modalities, -1, width);
        Tensor placeholder = scope.get("placeholder", Initializer.normal(TABLE_SIGMA), width);
        Tensor all = placeholder
                .expand(batch, modalities, tokens, width)
                .scatter(2, kept.unsqueeze(-1).expand(batch, modalities, kept.size(2), width), seen)
                .plus(Positions.sineCosine(scope.graph(), "decoder_positions", grid, width))
                .plus(modalityTable(scope, modalities, width))
                .reshape(batch, modalities * tokens, width);
        List<Tensor> outputs = transformer.blocks(scope, all, Presence.keyMask(present, tokens));
        Tensor last = transformer.norm(scope, outputs.get(outputs.size() - 1));
        return Transformer.linear(scope, "head", last, (long) edge * edge * edge)
                .reshape(batch, modalities, tokens, (long) edge * edge * edge);
    }

    /**
     * One learned vector for each modality, to be added to all its tokens: {@code modality.weight}.
     *
     * @return (M, 1, D)
     */
    public static Tensor modalityTable(Parameters scope, long modalities, int width) {
        return scope.in("modality")
                .get("weight", Initializer.normal(TABLE_SIGMA), modalities, width)
                .unsqueeze(1);
    }
}
