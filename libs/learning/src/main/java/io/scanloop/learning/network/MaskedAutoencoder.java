package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/** The network of AMAE's pre-training: some tokens of each modality are encoded together, and the voxels of all rebuilt. */
public record MaskedAutoencoder(ModalityEncoder encoder, Transformer decoder) {
    /**
     * What comes out.
     *
     * @param voxels (B, M, N, P^3), as {@link Patches#of}
     * @param encoded what the encoder gave, block by block, then the last under the norm: (B, M K, D) each
     */
    public record Outputs(Tensor voxels, List<Tensor> encoded) {}

    /**
     * Rebuilds.
     *
     * @param images (B, M, X, Y, Z), sizes multiples of the token's edge, zeros where a modality is absent
     * @param present (B, M), 1 or 0
     * @param kept (B, M, K), INT64: which of the N tokens are seen
     */
    public Outputs of(Parameters scope, Tensor images, Tensor present, Tensor kept) {
        Tensor index = kept.unsqueeze(-1)
                .expand(
                        kept.size(0),
                        kept.size(1),
                        kept.size(2),
                        encoder.transformer().width());
        List<Tensor> outputs =
                encoder.outputs(scope, encoder.tokens(scope, images).gather(2, index), present);
        Tensor voxels = new MaskedDecoder(decoder, encoder.edge())
                .voxels(scope.in("decoder"), outputs.get(outputs.size() - 1), kept, present, encoder.grid(images));
        return new Outputs(voxels, outputs);
    }
}
