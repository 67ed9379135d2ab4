package io.scanloop.cli.trial;

import io.scanloop.learning.training.NotFiniteException;

/** A training came to nothing, or its weights do not fit where they go: a result of the trial, and the same every time. */
final class TrainingFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason for people, in one sentence */
    TrainingFailed(String reason) {
        super(reason);
    }

    TrainingFailed(String reason, RuntimeException cause) {
        super("%s: %s".formatted(reason, cause.getMessage()), cause);
    }

    /** Whether the training itself failed, and not the way of its weights into another network. */
    boolean isOfTraining() {
        return getCause() instanceof NotFiniteException;
    }

    /** In one sentence. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
