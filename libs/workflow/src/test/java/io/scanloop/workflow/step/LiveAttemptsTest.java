package io.scanloop.workflow.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.Event;
import io.scanloop.events.Service;
import io.scanloop.events.StepReady;
import io.scanloop.events.WorkerSeen;
import io.scanloop.workflow.step.LiveAttempts.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LiveAttemptsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final StepReady STEP = Steps.step("r1", 0);

    private final LiveAttempts attempts = new LiveAttempts("me", Duration.ofSeconds(8), START);

    @Test
    void aStepThatNobodyIsAtIsTaken() {
        see("other", Steps.step("r1", 1), "a1", 0);

        assertThat(attempts.meet(STEP, at(1), at(1))).isEqualTo(Verdict.TAKE);
    }

    @Test
    void whetherAnAttemptStillLivesIsWaitedFor() {
        see("other", STEP, "a1", 0);

        assertThat(attempts.meet(STEP, at(5), at(6))).isEqualTo(Verdict.WAIT);
    }

    @Test
    void aStepIsLeftToAnAttemptThatIsSeenAfterItWasGivenAway() {
        see("other", STEP, "a1", 0);
        see("other", STEP, "a1", 10);

        assertThat(attempts.meet(STEP, at(5), at(11))).isEqualTo(Verdict.LEAVE);
    }

    @Test
    void anAttemptThatFellSilentIsDead() {
        see("other", STEP, "a1", 0);
        beat(8);
        beat(16);

        assertThat(attempts.meet(STEP, at(5), at(20))).isEqualTo(Verdict.TAKE);
    }

    @Test
    void aSilenceInWhichNothingComesThroughSaysNothing() {
        see("other", STEP, "a1", 0);

        assertThat(attempts.meet(STEP, at(25), at(25))).isEqualTo(Verdict.WAIT);
    }

    @Test
    void afterAnOutageAnAttemptHasItsTimeToBeSeenAgain() {
        see("other", STEP, "a1", 0);
        beat(30);
        beat(38);
        beat(46);

        assertThat(attempts.meet(STEP, at(30), at(49))).isEqualTo(Verdict.WAIT);
        assertThat(attempts.meet(STEP, at(30), at(50))).isEqualTo(Verdict.TAKE);
    }

    @Test
    void anAttemptEndsWhenItsWorkerIsSeenIdle() {
        see("other", STEP, "a1", 0);
        attempts.on(idle("other", 6), at(6));

        assertThat(attempts.meet(STEP, at(5), at(6))).isEqualTo(Verdict.TAKE);
    }

    @Test
    void ownHeartbeatsDoNotCount() {
        see("me", STEP, "a1", 0);

        assertThat(attempts.meet(STEP, at(0), at(1))).isEqualTo(Verdict.TAKE);
    }

    @Test
    void aClockThatRunsAheadKeepsNothingAlive() {
        attempts.on(seen("other", STEP, "a1", 3600), at(0));
        beat(8);
        beat(16);

        assertThat(attempts.meet(STEP, at(5), at(6))).isEqualTo(Verdict.WAIT);
        assertThat(attempts.meet(STEP, at(5), at(20))).isEqualTo(Verdict.TAKE);
    }

    @Test
    void ofTwoWithoutALockTheYoungerStays() {
        see("other", STEP, "a2", 10);

        assertThat(attempts.youngerThan(STEP, at(5), at(12))).contains("a2");
        assertThat(attempts.youngerThan(STEP, at(11), at(12))).isEmpty();
    }

    @Test
    void aLongLivedAttemptIsAsYoungAsItsFirstHeartbeat() {
        see("other", STEP, "a2", 3);
        see("other", STEP, "a2", 13);

        assertThat(attempts.youngerThan(STEP, at(5), at(14))).isEmpty();
    }

    @Test
    void aSilentYoungerAttemptIsNotLeftTo() {
        see("other", STEP, "a2", 10);

        assertThat(attempts.youngerThan(STEP, at(5), at(30))).isEmpty();
    }

    private void beat(int second) {
        attempts.on(idle("me", second), at(second));
    }

    private void see(String worker, StepReady step, String attempt, int second) {
        attempts.on(seen(worker, step, attempt, second), at(second));
    }

    private static WorkerSeen seen(String worker, StepReady step, String attempt, int second) {
        return new WorkerSeen(
                "worker-seen/%s/%d".formatted(worker, second),
                at(second),
                step.project(),
                worker,
                Service.PRETRAIN_WORKER,
                "cpu-2",
                step.run(),
                step.step(),
                attempt,
                0.5);
    }

    private static WorkerSeen idle(String worker, int second) {
        return new WorkerSeen(
                "worker-seen/%s/%d".formatted(worker, second),
                at(second),
                Event.NO_PROJECT,
                worker,
                Service.PRETRAIN_WORKER,
                "cpu-2",
                null,
                null,
                null,
                null);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
