package io.scanloop.workflow.step;

import io.scanloop.events.FailureKind;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepEvent;
import io.scanloop.events.StepFailed;
import io.scanloop.events.StepInterrupted;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a step in the hands of a worker. */
public sealed interface StepOutcome {
    /** The event that tells the others; empty where others tell, or nobody wants to know. */
    Optional<StepEvent> toEvent(Claim claim, Instant at);

    /**
     * The manifest stands, by this attempt or by an earlier one.
     *
     * @param manifest the manifest
     * @param winner the attempt whose manifest it is
     * @param deviceSeconds time that the winner held its device, in seconds, at least 0
     */
    record Completed(ObjectRef manifest, String winner, double deviceSeconds) implements StepOutcome {
        @Override
        public Optional<StepEvent> toEvent(Claim claim, Instant at) {
            var step = claim.step();
            return Optional.of(new StepCompleted(
                    "step-completed/%s/%s/%s".formatted(step.project(), step.run(), step.step()),
                    at,
                    step.project(),
                    step.run(),
                    step.step(),
                    step.kind(),
                    step.sending(),
                    claim.worker(),
                    winner,
                    manifest,
                    deviceSeconds));
        }
    }

    /**
     * The work stopped before its end because the worker must.
     *
     * @param progress what was saved, to go on from; null when nothing was worth it
     * @param iteration iterations done, counted over the phase, at least 0
     * @param reason why, in words
     */
    record Interrupted(@Nullable ObjectRef progress, long iteration, String reason) implements StepOutcome {
        @Override
        public Optional<StepEvent> toEvent(Claim claim, Instant at) {
            var step = claim.step();
            return Optional.of(new StepInterrupted(
                    claim.id("step-interrupted"),
                    at,
                    step.project(),
                    step.run(),
                    step.step(),
                    step.kind(),
                    step.sending(),
                    claim.worker(),
                    claim.attempt(),
                    progress,
                    iteration,
                    reason));
        }
    }

    /**
     * The attempt failed.
     *
     * @param failure whether trying again may help
     * @param code stable, in words joined by hyphens, like {@code not-finite}
     * @param message what happened and what to do; cut after 2000 characters
     * @param study the study that is to be quarantined; null when none is at fault
     * @param revision revision of that study, from 1; null when none is at fault
     */
    record Failed(
            FailureKind failure,
            String code,
            String message,
            @Nullable String study,
            @Nullable Integer revision) implements StepOutcome {
        private static final int LONGEST_MESSAGE = 2000;

        public Failed {
            message = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
        }

        /** A failure that no study is at fault for. */
        public static Failed of(FailureKind failure, String code, String message) {
            return new Failed(failure, code, message, null, null);
        }

        @Override
        public Optional<StepEvent> toEvent(Claim claim, Instant at) {
            var step = claim.step();
            return Optional.of(new StepFailed(
                    claim.id("step-failed"),
                    at,
                    step.project(),
                    step.run(),
                    step.step(),
                    step.kind(),
                    step.sending(),
                    claim.worker(),
                    claim.attempt(),
                    failure,
                    code,
                    message,
                    study,
                    revision));
        }
    }

    /**
     * Nothing is left of the work, since it was told to leave. Of a step that goes on elsewhere the loop tells that this
     * attempt was interrupted; of a run that was cancelled nobody wants to know.
     */
    record Abandoned() implements StepOutcome {
        @Override
        public Optional<StepEvent> toEvent(Claim claim, Instant at) {
            return Optional.empty();
        }
    }
}
