package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/** Cross-entropy of classes: the mean over voxels of {@code -log softmax} at the labelled class, background included. */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * The loss; by log-sum-exp, so that large logits stay finite.
     *
     * @param logits (B, K, X, Y, Z)
     * @param labels (B, X, Y, Z), INT64 class indices in 0 to K - 1
     * @return scalar, >= 0; log K when all logits are equal
     */
    public static Tensor loss(Tensor logits, Tensor labels) {
        return logits.logSoftmax(1).gather(1, labels.unsqueeze(1)).mean().negate();
    }
}
