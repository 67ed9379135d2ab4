package io.scanloop.workflow.step;

import io.scanloop.events.FailureKind;
import org.jspecify.annotations.Nullable;

/** A failure of a step that knows of which kind it is, thrown from the depths of the work. */
public final class StepFailure extends RuntimeException {
    /** Code of a failure that only the object store is to blame for: it costs no attempt, however often it happens. */
    public static final String STORE_AWAY = "store-away";

    private final transient StepOutcome.Failed outcome;

    /** A failure with the outcome that it becomes. */
    public StepFailure(StepOutcome.Failed outcome, @Nullable Throwable cause) {
        super(outcome.message(), cause);
        this.outcome = outcome;
    }

    /** The same again would fail the same way. */
    public static StepFailure permanent(String code, String message) {
        return new StepFailure(StepOutcome.Failed.of(FailureKind.PERMANENT, code, message), null);
    }

    /** The study is at fault and is to be quarantined. */
    public static StepFailure ofStudy(String code, String message, String study, int revision) {
        return new StepFailure(new StepOutcome.Failed(FailureKind.PERMANENT, code, message, study, revision), null);
    }

    /** What the step becomes. */
    public StepOutcome.Failed outcome() {
        return outcome;
    }
}
