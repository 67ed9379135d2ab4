package io.scanloop.workflow.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.FailureKind;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepFailed;
import io.scanloop.events.StepInterrupted;
import io.scanloop.storage.ObjectStoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepOutcomeTest {
    private static final Claim CLAIM = new Claim(Steps.step("r7", 2), "pretrain-worker-1", "abcdefghijkl", "cpu-2");

    @Test
    void completionHasOneIdWhoeverReportsIt() {
        var other = new Claim(Steps.step("r7", 2), "pretrain-worker-2", "zyxwvutsrqpo", "cpu-2");
        var outcome = new StepOutcome.Completed(Steps.REF, "abcdefghijkl", 3.5);

        var first = (StepCompleted) outcome.toEvent(CLAIM, Instant.EPOCH).orElseThrow();
        var second = (StepCompleted) outcome.toEvent(other, Instant.EPOCH).orElseThrow();

        assertThat(first.id()).isEqualTo("step-completed/liver/r7/pretrain-2");
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.attempt()).isEqualTo("abcdefghijkl");
        assertThat(second.worker()).isEqualTo("pretrain-worker-2");
    }

    @Test
    void anInterruptionTellsWhatWasSavedAndHowFarItCame() {
        var outcome = new StepOutcome.Interrupted(Steps.REF, 240, "the worker must end");

        var event = (StepInterrupted) outcome.toEvent(CLAIM, Instant.EPOCH).orElseThrow();

        assertThat(event.id()).isEqualTo("step-interrupted/liver/r7/pretrain-2/abcdefghijkl");
        assertThat(event.progress()).isEqualTo(Steps.REF);
        assertThat(event.iteration()).isEqualTo(240);
    }

    @Test
    void anUnexpectedFailureIsTransient() {
        var outcome = Attempt.failed(new IOException("the disk is full"));

        var event = (StepFailed) outcome.toEvent(CLAIM, Instant.EPOCH).orElseThrow();

        assertThat(event.failure()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(event.message()).contains("the disk is full");
    }

    @Test
    void aStoreThatIsAwayIsToldApartFromAnObjectThatIsGone() {
        var away = new ObjectStoreException("cannot open a/b", new ConnectException("refused"));

        assertThat(((StepOutcome.Failed) Attempt.failed(away)).code()).isEqualTo("store-away");
        assertThat(((StepOutcome.Failed) Attempt.failed(new IllegalStateException(away))).code())
                .isEqualTo("store-away");
        assertThat(((StepOutcome.Failed) Attempt.failed(new ObjectStoreException("a/b was altered"))).code())
                .isEqualTo("unexpected");
    }

    @Test
    void aFailureThatKnowsItsKindKeepsIt() {
        var outcome = Attempt.failed(StepFailure.ofStudy("unreadable-volume", "the volume is cut off", "s4", 2));

        var event = (StepFailed) outcome.toEvent(CLAIM, Instant.EPOCH).orElseThrow();

        assertThat(event.failure()).isEqualTo(FailureKind.PERMANENT);
        assertThat(event.code()).isEqualTo("unreadable-volume");
        assertThat(event.study()).isEqualTo("s4");
        assertThat(event.revision()).isEqualTo(2);
    }

    @Test
    void aLongMessageIsCutSoThatItFitsIntoAnEvent() {
        var outcome = StepOutcome.Failed.of(FailureKind.TRANSIENT, "unexpected", "x".repeat(100_000));

        assertThat(outcome.message()).hasSize(2000);
    }

    @Test
    void abandonedWorkTellsNothing() {
        assertThat(new StepOutcome.Abandoned().toEvent(CLAIM, Instant.EPOCH)).isEmpty();
    }

    @Test
    void workThatLeftItsStepToAnotherWorkerSaysSoWithoutProgress() {
        var left = new Attempt(CLAIM, Clock.systemUTC());
        left.cancel(Cancellation.Cause.LOST_LOCK);

        for (var outcome : List.of(new StepOutcome.Abandoned(), Attempt.failed(new IOException("interrupted")))) {
            assertThat(left.reported(outcome)).isInstanceOfSatisfying(StepOutcome.Interrupted.class, told -> {
                assertThat(told.progress()).isNull();
                assertThat(told.iteration()).isEqualTo(200);
            });
        }
        assertThat(left.reported(new StepOutcome.Completed(Steps.REF, "abcdefghijkl", 1)))
                .isInstanceOf(StepOutcome.Completed.class);
    }

    @Test
    void workOnACancelledRunSaysNothingOfHowItEnded() {
        var unwanted = new Attempt(CLAIM, Clock.systemUTC());
        unwanted.cancel(Cancellation.Cause.CANCELLED);

        assertThat(unwanted.reported(Attempt.failed(new IOException("interrupted"))))
                .isInstanceOf(StepOutcome.Abandoned.class);
    }
}
