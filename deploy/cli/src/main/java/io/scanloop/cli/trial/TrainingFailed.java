package io.scanloop.cli.trial;

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

    /** In one sentence. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
