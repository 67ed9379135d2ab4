package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/**
 * Dice over all classes at once, each weighted by 1 / (its labelled voxels)^2 (Sudre et al. 2017, eq. 2 and below):
 * {@code 1 - (2 sum_k w_k sum(p g) + nr) / (sum_k w_k (sum(p) + sum(g)) + dr)}, the mean over samples, nr = dr = 1e-5.
 * A class without a labelled voxel weighs as much as the heaviest one of its sample, as in MONAI.
 */
public final class GeneralizedDice {
    private static final double SMOOTH = 1e-5;

    private GeneralizedDice() {}

    /**
     * The loss.
     *
     * @param probabilities (B, K, X, Y, Z), in [0, 1]
     * @param labels (B, X, Y, Z), INT64 class indices in 0 to K - 1
     * @return scalar in [0, 1]
     */
    public static Tensor loss(Tensor probabilities, Tensor labels) {
        Tensor truth = Truth.of(probabilities, labels);
        Tensor voxels = truth.sum(2, 3, 4);
        Tensor weight = voxels.clamp(1, Double.POSITIVE_INFINITY).pow(-2).times(voxels.clamp(0, 1));
        Tensor heaviest = weight.max(1).unsqueeze(1);
        weight = weight.where(voxels.greaterThan(0), heaviest);

        Tensor overlap = probabilities.times(truth).sum(2, 3, 4).times(weight).sum(1);
        Tensor sizes = probabilities.sum(2, 3, 4).plus(voxels).times(weight).sum(1);
        return overlap.times(2)
                .plus(SMOOTH)
                .over(sizes.plus(SMOOTH))
                .negate()
                .plus(1)
                .mean();
    }
}
