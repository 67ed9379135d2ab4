package io.scanloop.eval.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.scanloop.events.RunKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as people see it.
 *
 * @param cause why it was started, in words
 * @param endedAt null while it goes on
 * @param progress share of its planned iterations that is done, 0 to 1
 * @param model the model version that it left; null while there is none
 * @param deviceSeconds time that its committed steps held a device
 * @param failure why it ended without a result; null when it did not
 */
public record RunView(
        String run,
        String project,
        RunKind kind,
        State state,
        String cause,
        String method,
        String preset,
        int generation,
        Instant startedAt,
        @Nullable Instant endedAt,
        List<Phase> phases,
        double progress,
        @Nullable String model,
        double deviceSeconds,
        @Nullable Failure failure) {

    /** Where a run stands. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("paused")
        PAUSED,
        @JsonProperty("completed")
        COMPLETED,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("cancelled")
        CANCELLED
    }

    /**
     * A phase of its plan.
     *
     * @param steps steps that the plan has, shares counted one by one
     * @param completed how many of them are committed
     * @param iterations iterations (or studies, where it predicts) of the whole phase
     * @param current the step at work; null when none is
     */
    public record Phase(
            String phase,
            int steps,
            int completed,
            long iterations,
            @Nullable Current current) {}

    /**
     * A step that was sent and is not committed.
     *
     * @param progress how much of it is done, as its worker said last, 0 to 1
     * @param worker who has it; null while it is queued
     */
    public record Current(
            String step, double progress, @Nullable String worker) {}

    /** Why a run ended without a result. */
    public record Failure(
            String code, String message, @Nullable String step) {}
}
