package io.scanloop.eval.judge;

/** The project of a run belongs to another replica now, which judges the run from the beginning. */
public final class LostOwnershipException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostOwnershipException(String run) {
        super("%s is another replica's to judge now".formatted(run));
    }
}
