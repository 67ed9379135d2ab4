package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/** Masked image modelling: the squared error over what was hidden, and only there (AMAE, He et al. 2022). */
public final class MaskedReconstruction {
    private MaskedReconstruction() {}

    /**
     * Mean squared error over the voxels of hidden tokens.
     *
     * @param predicted (B, M, N, V)
     * @param target (B, M, N, V), on the scale of the images
     * @param hidden (B, M, N), 1 where a token of a present modality was hidden, else 0; with no token hidden the loss
     *     is 0
     * @return scalar, >= 0
     */
    public static Tensor loss(Tensor predicted, Tensor target, Tensor hidden) {
        Tensor perToken = predicted.minus(target).square().mean(-1);
        return perToken.times(hidden)
                .sum()
                .over(hidden.sum().maximum(hidden.graph().scalar(1)));
    }
}
