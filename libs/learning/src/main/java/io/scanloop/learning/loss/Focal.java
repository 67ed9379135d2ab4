package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/**
 * Cross-entropy that voxels already right hardly count in (Lin et al. 2017, eq. 4), each class a yes-or-no question of its
 * own: {@code -(1 - q)^gamma log q}, q the sigmoid's probability of the right answer, the mean over classes and voxels.
 *
 * @param gamma how fast sure voxels fade, >= 0; 0 is plain binary cross-entropy
 */
public record Focal(double gamma) {
    /** As the paper found best. */
    public static final Focal PAPER = new Focal(2);

    /**
     * The loss.
     *
     * @param logits (B, K, X, Y, Z)
     * @param labels (B, X, Y, Z), INT64 class indices in 0 to K - 1
     * @return scalar, >= 0
     */
    public Tensor loss(Tensor logits, Tensor labels) {
        // x where the answer is yes, -x where it is no
        Tensor towards = logits.times(Truth.of(logits, labels).times(2).minus(1));
        Tensor wrong = towards.negate().sigmoid();
        // log q = (x - |x|) / 2 - log(1 + e^-|x|): finite for any logit, with the slope 1/2 at 0
        Tensor logRight = towards.minus(towards.abs())
                .over(2)
                .minus(towards.abs().negate().exp().plus(1).log());
        return wrong.pow(gamma).times(logRight).mean().negate();
    }
}
