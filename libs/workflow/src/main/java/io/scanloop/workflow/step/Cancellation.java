package io.scanloop.workflow.step;

import java.util.Optional;

/** Whether the work on a step is to stop before its end. The work asks after every iteration, from any thread. */
@FunctionalInterface
public interface Cancellation {
    /** Work that nobody stops. */
    Cancellation NEVER = Optional::empty;

    /** Why the work is to stop; empty while it is to go on. Once present it stays the same. */
    Optional<Cause> cause();

    /** Whether the work is to stop. */
    default boolean isRequested() {
        return cause().isPresent();
    }

    /** Why work is to stop, and what is expected of it. */
    enum Cause {
        /** The worker must end: save the progress, answer {@link StepOutcome.Interrupted}. */
        DRAIN,
        /** Nobody wants the run any more: save nothing, answer {@link StepOutcome.Abandoned}. */
        CANCELLED,
        /** The step went to another worker, which works on it: save nothing, answer {@link StepOutcome.Abandoned}. */
        LOST_LOCK
    }
}
