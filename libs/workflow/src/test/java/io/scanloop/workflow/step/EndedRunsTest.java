package io.scanloop.workflow.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunPaused;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EndedRunsTest {
    private final EndedRuns runs = new EndedRuns();

    @Test
    void aRunIsOverWhenItWasCancelledFailedOrCompleted() {
        runs.on(cancelled(1, "r1"));
        runs.on(new RunFailed("run-failed/liver/r2", "liver", 2, Instant.EPOCH, "r2", null, "attempts-spent", "why"));
        runs.on(new RunCompleted("run-completed/liver/r3", "liver", 3, Instant.EPOCH, "r3", Steps.REF, 1));

        assertThat(runs.contains(Steps.step("r1", 0))).isTrue();
        assertThat(runs.contains(Steps.step("r2", 0))).isTrue();
        assertThat(runs.contains(Steps.step("r3", 0))).isTrue();
        assertThat(runs.contains(Steps.step("r4", 0))).isFalse();
    }

    @Test
    void aPausedRunIsNotOver() {
        runs.on(new RunPaused("run-paused/liver/r1/1", "liver", 1, Instant.EPOCH, "r1", "somebody asked", "request/1"));

        assertThat(runs.contains(Steps.step("r1", 0))).isFalse();
    }

    @Test
    void aDecisionWithANumberThatWasTakenIsVoid() {
        runs.on(new RunPaused("run-paused/liver/r1/1", "liver", 5, Instant.EPOCH, "r1", "somebody asked", "request/1"));

        runs.on(cancelled(5, "r1"));

        assertThat(runs.contains(Steps.step("r1", 0))).isFalse();
    }

    private static RunCancelled cancelled(long number, String run) {
        return new RunCancelled("run-cancelled/liver/" + run, "liver", number, Instant.EPOCH, run, "me", "request/1");
    }
}
