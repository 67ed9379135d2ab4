package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/**
 * A student and its mean teacher are to agree on a picture that they see differently (Tarvainen and Valpola 2017, eq. 1):
 * the mean squared difference of their softmax maps over all classes and pixels. No gradient into the teacher.
 */
public final class Consistency {
    private Consistency() {}

    /**
     * The loss.
     *
     * @param student (B, K, ...) logits
     * @param teacher (B, K, ...) logits
     * @return scalar in [0, 2 / K]
     */
    public static Tensor loss(Tensor student, Tensor teacher) {
        return student.softmax(1).minus(teacher.softmax(1).detach()).square().mean();
    }
}
