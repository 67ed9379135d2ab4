package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Normalised temperature-scaled cross-entropy (Chen et al. 2020, eq. 1): each of the 2N unit vectors is to find its partner
 * among the 2N - 1 others, {@code -log(exp(u_i.u_j / tau) / sum_{k != i} exp(u_i.u_k / tau))}, the partner j being one of
 * the k; the mean over all 2N. By log-sum-exp, so that a small tau stays finite.
 *
 * <p>With weights it is the InfoNCE of pixels (Pix2Rep): of N sampled pixels, those that a view moved out of the picture
 * are neither asked nor answers.
 *
 * @param temperature tau, > 0
 */
public record NtXent(double temperature) {
    /** Of a row of zeros, which has no direction. */
    private static final double LEAST_SQUARED_NORM = 1e-24;
    /** So unlike that it counts as absent; finite, so that a row of which all are absent still has a gradient. */
    private static final double NEVER = -1e30;

    public NtXent {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("NT-Xent needs a temperature > 0, got " + temperature);
        }
    }

    /**
     * The loss of N pairs.
     *
     * @param first (N, d), of any length each
     * @param second (N, d), the partners in the same order
     * @return scalar, >= 0; log(2N - 1) when all rows are orthogonal
     */
    public Tensor loss(Tensor first, Tensor second) {
        return losses(first, second, null).mean();
    }

    /**
     * The loss of those of N pairs that count.
     *
     * @param first (N, d), of any length each
     * @param second (N, d), the partners in the same order
     * @param valid (N), 1 where a pair counts, 0 where not
     * @return scalar, >= 0; 0 when no pair counts
     */
    public Tensor loss(Tensor first, Tensor second, Tensor valid) {
        Tensor twice = Graph.concat(0, List.of(valid, valid));
        Tensor counted = twice.sum().clamp(1, Double.POSITIVE_INFINITY);
        return losses(first, second, twice).times(twice).sum().over(counted);
    }

    /** Of each row, (2N). */
    private Tensor losses(Tensor first, Tensor second, @Nullable Tensor valid) {
        return first.graph().precisely(() -> preciseLosses(first, second, valid));
    }

    private Tensor preciseLosses(Tensor first, Tensor second, @Nullable Tensor valid) {
        Tensor rows = Graph.concat(0, List.of(unit(first), unit(second)));
        long count = rows.size(0);
        Tensor similarity = rows.matmul(rows.transpose(0, 1)).over(temperature);
        similarity = similarity.maskedFill(Rows.diagonal(rows.graph(), count), NEVER);
        if (valid != null) {
            similarity = similarity.maskedFill(valid.equalTo(0).unsqueeze(0), NEVER);
        }
        return similarity
                .logSoftmax(1)
                .gather(1, Rows.partners(rows.graph(), count))
                .squeeze(1)
                .negate();
    }

    private static Tensor unit(Tensor rows) {
        return rows.times(rows.square()
                .sumKeep(1)
                .clamp(LEAST_SQUARED_NORM, Double.POSITIVE_INFINITY)
                .rsqrt());
    }
}
