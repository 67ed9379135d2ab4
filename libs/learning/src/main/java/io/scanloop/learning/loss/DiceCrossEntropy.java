package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Tensor;

/**
 * Soft Dice of the softmax plus cross-entropy, one to one. Cross-entropy counts the background whatever Dice does.
 *
 * @param dice the convention of its Dice part
 */
public record DiceCrossEntropy(SoftDice dice) {
    /** MONAI's DiceCE: the loss of Swin UNETR's fine-tuning. */
    public static final DiceCrossEntropy MONAI = new DiceCrossEntropy(SoftDice.MONAI);

    /**
     * The loss.
     *
     * @param logits (B, K, X, Y, Z)
     * @param labels (B, X, Y, Z), INT64 class indices in 0 to K - 1
     * @return scalar, >= 0
     */
    public Tensor loss(Tensor logits, Tensor labels) {
        return dice.loss(logits.softmax(1), labels).plus(CrossEntropy.loss(logits, labels));
    }
}
