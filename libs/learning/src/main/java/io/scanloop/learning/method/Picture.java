package io.scanloop.learning.method;

import io.scanloop.learning.graph.Tensor;
import java.util.Arrays;

/**
 * What a pre-training rebuilds, to be looked at: three tensors of one shape (B, C, X, Y, Z), on the scale of the images. For
 * one that rebuilds no images, see {@link SimilarityMap}.
 *
 * @param target what is to be rebuilt
 * @param shown what of it the network sees
 * @param rebuilt what it makes of that
 */
public record Picture(Tensor target, Tensor shown, Tensor rebuilt) {
    /** Checks that the shapes are one. */
    public Picture {
        if (!Arrays.equals(target.shape(), shown.shape()) || !Arrays.equals(target.shape(), rebuilt.shape())) {
            throw new IllegalArgumentException(
                    "a picture needs three tensors of one shape, got %s, %s, %s".formatted(target, shown, rebuilt));
        }
    }
}
