package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;
import java.util.Map;

/**
 * How vectors of two views lie, to be logged beside a loss that compares them: whether partners agree (alignment) and all
 * vectors spread over the sphere (uniformity; Wang and Isola 2020), and whether all of their dimensions are used.
 *
 * @param first (n, d), of any length each
 * @param second (n, d), the partners in the same order
 * @param valid (n), 1 where a pair counts, 0 where not
 */
public record VectorFigures(Tensor first, Tensor second, Tensor valid) {
    /** Pairs of so many vectors are compared for the uniformity. */
    private static final long COMPARED = 1024;

    /** A dimension is dead when its standard deviation is below this share of the largest, */
    private static final double DEAD = 0.01;

    /** or of the root mean square of all numbers, so that rounding is no life. */
    private static final double ROUNDING = 1e-5;

    private static final double LEAST = 1e-24;

    /**
     * Scalars without gradients. Vectors are of unit length but for {@code rank} and {@code dead}, which are of the first
     * view's as they come.
     *
     * <ul>
     *   <li>{@code alignment}: mean squared distance of partners, 0 to 4
     *   <li>{@code cosine/positive}: mean cosine of partners
     *   <li>{@code cosine/negative}: mean cosine of different vectors of the first view; near that of partners: collapse
     *   <li>{@code uniformity}: log of the mean of {@code exp(-2 distance^2)} over pairs of different vectors among the
     *       first 1024; 0 when all are alike, falling as they spread
     *   <li>{@code rank}: in how many dimensions the vectors vary, {@code (sum of e)^2 / sum of e^2} for the eigenvalues e of
     *       their covariance, 1 to d: the exponential of their entropy of order 2
     *   <li>{@code dead}: share of dimensions that hardly vary
     *   <li>{@code counted}: share of pairs that count
     * </ul>
     */
    public Map<String, Tensor> logged() {
        return first.graph().precisely(this::figures);
    }

    private Map<String, Tensor> figures() {
        Tensor rows = first.detach();
        Tensor weight = valid.unsqueeze(1);
        Tensor count = atLeast(1, valid.sum());
        Tensor one = rows.normalize(1).times(weight);
        Tensor other = second.detach().normalize(1).times(weight);
        Tensor alignment = one.minus(other).square().sum().over(count);
        Tensor pairs = atLeast(1, count.times(count.minus(1)));

        Tensor centred = rows.minus(rows.times(weight).sumKeep(0).over(count)).times(weight);
        Tensor covariance = centred.transpose(0, 1).matmul(centred).over(count);
        Tensor variance = centred.square().sum(0).over(count);
        Tensor deviation = variance.sqrt();
        Tensor size = rows.times(weight)
                .square()
                .sum()
                .over(count.times((double) rows.size(1)))
                .sqrt();
        Tensor least = deviation.max(0).times(DEAD).maximum(size.times(ROUNDING));
        Tensor isAlive = deviation.over(atLeast(LEAST, least)).clamp(0, 1).equalTo(1);
        return Map.of(
                "alignment", alignment,
                "cosine/positive", alignment.over(-2).plus(1),
                "cosine/negative", one.sum(0).square().sum().minus(count).over(pairs),
                "uniformity", uniformity(one),
                "rank",
                        variance.sum()
                                .square()
                                .over(atLeast(LEAST, covariance.square().sum())),
                "dead", isAlive.to(first.type()).mean().negate().plus(1),
                "counted", valid.mean());
    }

    private Tensor uniformity(Tensor unit) {
        long compared = Math.min(COMPARED, unit.size(0));
        Tensor some = unit.slice(0, 0, compared);
        Tensor isValid = valid.slice(0, 0, compared);
        // the squared distance of unit vectors is 2 - 2 cosine
        Tensor near = some.matmul(some.transpose(0, 1)).minus(1).times(4).exp();
        Tensor isPair =
                isValid.unsqueeze(0).times(isValid.unsqueeze(1)).maskedFill(Rows.diagonal(unit.graph(), compared), 0);
        return near.times(isPair)
                .sum()
                .over(atLeast(1, isPair.sum()))
                .plus(LEAST)
                .log();
    }

    private static Tensor atLeast(double least, Tensor value) {
        return value.clamp(least, Double.POSITIVE_INFINITY);
    }
}
