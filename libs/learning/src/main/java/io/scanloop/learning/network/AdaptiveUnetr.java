package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * Adaptive UNETR, AMAE's network for fine-tuning: UNETR of whatever modalities a study has, in any order.
 *
 * @param taps blocks, counted from 1, whose output the decoder reads beside the end
 * @param features channels at the size of the image; doubled at each level
 * @param classes output channels, background among them
 */
public record AdaptiveUnetr(ModalityEncoder encoder, List<Integer> taps, int features, int classes) {
    public AdaptiveUnetr {
        taps = List.copyOf(taps);
        UnetrDecoder.requireTaps(encoder.edge(), taps, encoder.transformer());
    }

    /**
     * Segments.
     *
     * @param images (B, M, X, Y, Z), sizes multiples of the token's edge, zeros where a modality is absent
     * @param present (B, M), 1 or 0, at least one 1 in each row
     * @return logits (B, classes, X, Y, Z)
     */
    public Tensor logits(Parameters scope, Tensor images, Tensor present) {
        List<Tensor> outputs = encoder.outputs(scope, encoder.tokens(scope, images), present);
        var tapped = taps.stream().map(tap -> outputs.get(tap - 1)).toList();
        Tensor end = images.graph().stage("end", outputs.get(outputs.size() - 1));
        return new AdaptiveDecoder(encoder.edge(), features, classes)
                .logits(scope, images, present, tapped, end, encoder.grid(images));
    }
}
