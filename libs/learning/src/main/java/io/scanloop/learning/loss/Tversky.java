package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/**
 * Dice with false alarms and misses weighed apart (Salehi et al. 2017, eq. 3): {@code 1 - (tp + e) / (tp + alpha fp + beta
 * fn + e)} of a sample and class with e = 1e-5, then its mean. At alpha = beta = 1/2 it is {@link SoftDice} without
 * smoothing.
 *
 * @param alpha weight of what is predicted and not labelled, >= 0
 * @param beta weight of what is labelled and not predicted, >= 0
 */
public record Tversky(double alpha, double beta) {
    private static final double SMOOTH = 1e-5;

    /**
     * The loss.
     *
     * @param probabilities (B, K, X, Y, Z), in [0, 1]
     * @param labels (B, X, Y, Z), INT64 class indices in 0 to K - 1
     * @return scalar in [0, 1]
     */
    public Tensor loss(Tensor probabilities, Tensor labels) {
        Tensor truth = Truth.of(probabilities, labels);
        Tensor hit = probabilities.times(truth).sum(2, 3, 4);
        Tensor falseAlarm = probabilities.sum(2, 3, 4).minus(hit);
        Tensor missed = truth.sum(2, 3, 4).minus(hit);
        Tensor all = hit.plus(falseAlarm.times(alpha)).plus(missed.times(beta));
        return hit.plus(SMOOTH).over(all.plus(SMOOTH)).negate().plus(1).mean();
    }
}
