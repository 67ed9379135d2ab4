package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/** Masked image modelling: the error over what was hidden, and only there. */
public final class MaskedReconstruction {
    private static final double FLOOR = 1e-5;

    private MaskedReconstruction() {}

    /**
     * Mean squared error over the voxels of hidden tokens (AMAE, after He et al. 2022).
     *
     * @param predicted (B, M, N, V)
     * @param target (B, M, N, V), what is to be predicted, on whatever scale
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

    /**
     * Mean absolute error over hidden voxels (SMIT, masked image prediction): {@code sum(|x - y| m) / (sum(m) + 1e-5)}.
     *
     * @param predicted (B, 1, X, Y, Z), on the scale of {@code original}
     * @param original (B, 1, X, Y, Z)
     * @param mask (B, 1, X, Y, Z), 1 where a voxel was hidden, else 0; with none hidden the loss is 0
     * @return scalar, >= 0
     */
    public static Tensor absolute(Tensor predicted, Tensor original, Tensor mask) {
        return predicted.minus(original).abs().times(mask).sum().over(mask.sum().plus(FLOOR));
    }
}
