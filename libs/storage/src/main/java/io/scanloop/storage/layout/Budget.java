package io.scanloop.storage.layout;

import org.jspecify.annotations.Nullable;

/**
 * How long a project trains. What is not given is the preset's.
 *
 * @param pretrainIterations iterations of a pre-training, at least 1; null for the preset's
 * @param finetuneIterations iterations of a fine-tuning, at least 1; null for the preset's
 * @param stepIterations iterations of one step, at least 1: at most this much is lost when a worker dies; null for the
 *     preset's
 */
public record Budget(
        @Nullable Integer pretrainIterations,
        @Nullable Integer finetuneIterations,
        @Nullable Integer stepIterations) {

    public static final Budget DEFAULT = new Budget(null, null, null);
}
