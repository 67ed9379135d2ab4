package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/** Labels as numbers beside predictions. */
final class Truth {
    private Truth() {}

    /**
     * 1 at the labelled class, 0 elsewhere, (B, K, X, Y, Z), in the type of the predictions.
     *
     * @param predicted (B, K, X, Y, Z)
     * @param labels (B, X, Y, Z), INT64 class indices in 0 to K - 1
     */
    static Tensor of(Tensor predicted, Tensor labels) {
        return labels.oneHot((int) predicted.size(1)).permute(0, 4, 1, 2, 3).to(predicted.type());
    }
}
