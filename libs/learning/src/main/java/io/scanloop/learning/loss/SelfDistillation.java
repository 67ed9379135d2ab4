package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * The student is to give the teacher's answer: {@code CE(P_t, P_s)} with {@code P_t = softmax((z_t - c) / tau)} without
 * gradient and {@code P_s = softmax(z_s / s)} (DINO, Caron et al. 2021, eq. 1; for hidden tokens iBOT, Zhou et al. 2022,
 * eq. 2; both as SMIT has them). The centre c keeps the teacher from one answer for everything.
 *
 * <p>Centre and teacher's temperature change from step to step and so are values of the graph, (K) and a scalar.
 *
 * @param studentTemperature s, > 0
 */
public record SelfDistillation(double studentTemperature) {
    /** As in the papers. */
    public static final SelfDistillation PAPER = new SelfDistillation(0.1);

    private static final double CENTRE_MEMORY = 0.9;

    /**
     * Masked patch tokens: of each sample the mean over its hidden tokens, then the mean over samples. A sample in which
     * nothing is hidden gives 0.
     *
     * @param teacher (B, N, K) logits of the tokens of the whole image
     * @param student (B, N, K) logits of the tokens of the masked image, same view
     * @param hidden (B, N), 1 where the token was hidden, else 0
     * @param centre (K)
     * @param temperature scalar tau, > 0
     * @return scalar, >= 0; about log K at the start
     */
    public Tensor patches(Tensor teacher, Tensor student, Tensor hidden, Tensor centre, Tensor temperature) {
        Tensor perToken = crossEntropy(teacher, student, centre, temperature);
        Tensor counted = hidden.sum(1).clamp(1, Double.POSITIVE_INFINITY);
        return perToken.times(hidden).sum(1).over(counted).mean();
    }

    /**
     * Image tokens across two views: the student sees one masked, the teacher the other whole.
     *
     * @param teacher (2B, K) logits, first all of the one view, then all of the other
     * @param student (2B, K) logits in the same order
     * @param centre (K)
     * @param temperature scalar tau, > 0
     * @return scalar, >= 0; about log K at the start
     */
    public Tensor image(Tensor teacher, Tensor student, Tensor centre, Tensor temperature) {
        long both = teacher.size(0);
        if (both % 2 != 0) {
            throw new IllegalArgumentException("two views need an even number of rows, got " + teacher);
        }
        Tensor other = Graph.concat(0, List.of(teacher.slice(0, both / 2, both), teacher.slice(0, 0, both / 2)));
        return crossEntropy(other, student, centre, temperature).mean();
    }

    /** Of each row, the last axis gone; {@code >= } the entropy of the teacher's answer. */
    Tensor crossEntropy(Tensor teacher, Tensor student, Tensor centre, Tensor temperature) {
        Tensor target = teacher.minus(centre).over(temperature).softmax(-1).detach();
        return target.times(student.over(studentTemperature).logSoftmax(-1))
                .sum(-1)
                .negate();
    }

    /**
     * Entropy of the teacher's answers in nats, their mean: near 0 when each answer is one prototype, near log K when all
     * prototypes are in each answer alike.
     *
     * @param teacher (..., K) logits
     * @param centre (K)
     * @param temperature scalar tau, > 0
     */
    public static Tensor entropy(Tensor teacher, Tensor centre, Tensor temperature) {
        Tensor logits = teacher.minus(centre).over(temperature);
        return logits.softmax(-1)
                .times(logits.logSoftmax(-1))
                .sum(-1)
                .mean()
                .negate()
                .detach();
    }

    /**
     * The centre after a step: 0.9 of it and 0.1 of the mean of the teacher's logits over all axes but the last.
     *
     * @param centre (K); 0 at the start
     * @param teacher (..., K)
     */
    public static Tensor nextCentre(Tensor centre, Tensor teacher) {
        Tensor mean = teacher.reshape(-1, teacher.size(-1)).mean(0);
        return centre.times(CENTRE_MEMORY).plus(mean.times(1 - CENTRE_MEMORY)).detach();
    }
}
