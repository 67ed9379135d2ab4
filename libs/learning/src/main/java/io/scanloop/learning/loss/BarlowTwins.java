package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/**
 * Redundancy reduction (Zbontar et al. 2021, eq. 1-2): the correlation C of the d columns of two views, each column
 * standardised over the rows that count (biased variance), is to be the identity: {@code sum_i (1 - C_ii)^2 + lambda
 * sum_{i != j} C_ij^2}. For pixels the rows are pixels (Pix2Rep v2). A column that does not vary correlates with nothing.
 *
 * @param lambda weight of what is off the diagonal, > 0
 */
public record BarlowTwins(double lambda) {
    /** As in the paper. */
    public static final BarlowTwins PAPER = new BarlowTwins(5e-3);

    private static final double EPSILON = 1e-5;

    /**
     * Both parts, unweighted scalars.
     *
     * @param invariance on the diagonal, in [0, 4 d]; about d at the start
     * @param redundancy off the diagonal, >= 0; about d (d - 1) / n at the start, n rows
     */
    public record Parts(Tensor invariance, Tensor redundancy) {}

    /**
     * The loss.
     *
     * @param first (n, d)
     * @param second (n, d), the same rows in the other view
     * @param valid (n), 1 where a row counts, 0 where not
     * @return scalar, >= 0
     */
    public Tensor loss(Tensor first, Tensor second, Tensor valid) {
        var parts = parts(first, second, valid);
        return parts.invariance().plus(parts.redundancy().times(lambda));
    }

    /** What the loss is the sum of, of the same arguments. */
    public Parts parts(Tensor first, Tensor second, Tensor valid) {
        return first.graph().precisely(() -> preciseParts(first, second, valid));
    }

    private static Parts preciseParts(Tensor first, Tensor second, Tensor valid) {
        Tensor weight = valid.unsqueeze(1);
        Tensor counted = valid.sum().clamp(1, Double.POSITIVE_INFINITY);
        Tensor one = standardised(first, weight, counted);
        Tensor other = standardised(second, weight, counted);
        Tensor own = one.times(other).sum(0).over(counted);
        Tensor correlation = one.transpose(0, 1).matmul(other).over(counted);
        return new Parts(
                own.negate().plus(1).square().sum(),
                correlation
                        .maskedFill(Rows.diagonal(first.graph(), first.size(1)), 0)
                        .square()
                        .sum());
    }

    private static Tensor standardised(Tensor rows, Tensor weight, Tensor counted) {
        Tensor mean = rows.times(weight).sumKeep(0).over(counted);
        Tensor centred = rows.minus(mean).times(weight);
        Tensor variance = centred.square().sumKeep(0).over(counted);
        return centred.times(variance.plus(EPSILON).rsqrt());
    }
}
