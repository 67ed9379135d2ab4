package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/**
 * Soft Dice loss of a sample and class, {@code 1 - (2 sum(p g) + nr) / (sum(p^r) + sum(g^r) + dr)}, then its mean over
 * classes and samples. A class that is in neither label nor prediction costs {@code 1 - nr / dr}: nothing when they are
 * equal, a constant 1 when nr is 0. A class that is only predicted costs nearly 1.
 *
 * @param background whether it counts as a class
 * @param numerator nr, >= 0
 * @param denominator dr, > 0
 * @param power r of the denominator, 1 or 2
 * @param sums whether each sample has its own sums
 */
public record SoftDice(Background background, double numerator, double denominator, int power, Sums sums) {
    /** MONAI's default, with background: the convention of Swin UNETR's fine-tuning. */
    public static final SoftDice MONAI = new SoftDice(Background.INCLUDED, 1e-5, 1e-5, 1, Sums.PER_SAMPLE);

    /** SMIT's fine-tuning: squared sizes, with background; a class in neither costs 1. */
    public static final SoftDice SMIT = new SoftDice(Background.INCLUDED, 0, 1e-6, 2, Sums.PER_SAMPLE);

    /** Whether class 0 counts. */
    public enum Background {
        INCLUDED,
        EXCLUDED
    }

    /** What is summed before the division. */
    public enum Sums {
        PER_SAMPLE,
        OVER_BATCH
    }

    /** The same without background. */
    public SoftDice withoutBackground() {
        return new SoftDice(Background.EXCLUDED, numerator, denominator, power, sums);
    }

    /**
     * The loss.
     *
     * @param probabilities (B, K, X, Y, Z), in [0, 1]
     * @param labels (B, X, Y, Z), INT64 class indices in 0 to K - 1
     * @return scalar in [0, 1]
     */
    public Tensor loss(Tensor probabilities, Tensor labels) {
        long classes = probabilities.size(1);
        Tensor truth = Truth.of(probabilities, labels);
        Tensor predicted = probabilities;
        if (background == Background.EXCLUDED) {
            truth = truth.slice(1, 1, classes);
            predicted = predicted.slice(1, 1, classes);
        }
        int[] axes = sums == Sums.PER_SAMPLE ? new int[] {2, 3, 4} : new int[] {0, 2, 3, 4};
        Tensor overlap = predicted.times(truth).sum(axes).times(2).plus(numerator);
        Tensor sizes = raised(predicted).sum(axes).plus(truth.sum(axes)).plus(denominator);
        return overlap.over(sizes).negate().plus(1).mean();
    }

    private Tensor raised(Tensor probabilities) {
        return power == 1 ? probabilities : probabilities.pow(power);
    }
}
