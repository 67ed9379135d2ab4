package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/**
 * The features of two levels are to look at the same places (MISSU, eq. 4-5): of each, {@code q = vec(sum over channels
 * |A|)}; per sample {@code || q_A / ||q_A|| - q_B / ||q_B|| ||}, the mean over samples. The outer norm is not squared, so
 * 1e-12 is added inside the roots: at equality the loss is 1e-6 and its gradient 0.
 *
 * <p>Gradients flow into both sides, as in the paper; {@code detach()} one to make it the teacher.
 */
public final class AttentionDistillation {
    private static final double EPSILON = 1e-12;

    private AttentionDistillation() {}

    /**
     * The loss of one scale; the paper sums three.
     *
     * @param first (B, C, X, Y, Z)
     * @param second (B, D, X, Y, Z)
     * @return scalar in [0, sqrt(2)]; does not change when one side is scaled
     */
    public static Tensor loss(Tensor first, Tensor second) {
        Tensor apart = direction(first).minus(direction(second));
        return apart.square().sum(1).plus(EPSILON).sqrt().mean();
    }

    private static Tensor direction(Tensor features) {
        Tensor map = features.abs().sum(1).reshape(features.size(0), -1);
        return map.times(map.square().sumKeep(1).plus(EPSILON).rsqrt());
    }
}
