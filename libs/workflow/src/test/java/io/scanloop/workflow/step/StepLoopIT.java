package io.scanloop.workflow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.scanloop.events.FailureKind;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.Point;
import io.scanloop.events.Priority;
import io.scanloop.events.RunCancelled;
import io.scanloop.events.StepClaimed;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepFailed;
import io.scanloop.events.StepInterrupted;
import io.scanloop.events.StepKind;
import io.scanloop.events.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StepLoopIT {
    @TempDir
    static Path folder;

    private static StepRig rig;
    private final RecordedSteps listener = new RecordedSteps();

    @BeforeAll
    static void start() {
        rig = new StepRig(folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void takesAStepTellsOfItAndTakesItOutOfTheQueue() {
        rig.send(Steps.step("plain", 0));

        try (var worker = rig.worker(FencedWork.quick(rig.store()), listener)) {
            soon().until(() -> !rig.told(StepCompleted.class, "plain").isEmpty());
            soon().until(() -> rig.inQueue(Topic.STEPS_PRETRAIN) == 0);
        }
        var claimed = rig.told(StepClaimed.class, "plain").get(0);
        var completed = rig.told(StepCompleted.class, "plain").get(0);
        assertThat(rig.stepEvents("plain")).containsExactly(claimed, completed);
        assertThat(completed.attempt()).isEqualTo(claimed.attempt());
        assertThat(completed.worker()).isEqualTo(claimed.worker());
    }

    @Test
    void twoWorkersTakeOneStepEach() {
        var first = FencedWork.untilLetGo(rig.store());
        var second = FencedWork.untilLetGo(rig.store());
        rig.send(Steps.step("pair", 0));
        rig.send(Steps.step("pair", 1));

        try (var one = rig.worker(first, listener);
                var other = rig.worker(second, listener)) {
            soon().until(() -> first.begun().size() + second.begun().size() == 2);
            first.letGo();
            second.letGo();
            soon().until(() -> rig.told(StepCompleted.class, "pair").size() == 2);
            soon().until(() -> rig.inQueue(Topic.STEPS_PRETRAIN) == 0);
        }
        assertThat(first.begun()).hasSize(1);
        assertThat(second.begun()).hasSize(1).doesNotContainAnyElementsOf(first.begun());
    }

    @Test
    void aStepThatLastsLongerThanItsLockIsGivenToNobodyElse() {
        var work = FencedWork.untilLetGo(rig.store());
        var other = FencedWork.quick(rig.store());
        rig.send(Steps.step("long", 0));

        try (var holder = rig.worker(work, listener)) {
            soon().until(() -> work.begun().size() == 1);
            try (var idle = rig.worker(other, listener)) {
                await().during(StepRig.LOCK.multipliedBy(2))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> other.begun().isEmpty());
                work.letGo();
                soon().until(() -> rig.inQueue(Topic.STEPS_PRETRAIN) == 0);
            }
        }
        assertThat(rig.told(StepClaimed.class, "long")).hasSize(1);
        assertThat(rig.told(StepCompleted.class, "long")).hasSize(1);
        assertThat(listener.lostLocks()).isEmpty();
    }

    @Test
    void theStepOfAKilledWorkerGoesToAnother() throws Exception {
        var log = folder.resolve("killed.log");
        var killed =
                WorkerProcess.start(rig.connection().get("bootstrap.servers"), folder.resolve("store-of-killed"), log);
        try {
            rig.send(Steps.step("killed", 0));
            soon().until(() -> rig.told(StepClaimed.class, "killed").size() == 1);
        } finally {
            killed.destroyForcibly().waitFor();
        }

        try (var heir = rig.worker(FencedWork.quick(rig.store()), listener)) {
            soon().until(() -> rig.told(StepCompleted.class, "killed").size() == 1);
        }
        assertThat(rig.told(StepClaimed.class, "killed"))
                .extracting(StepClaimed::worker)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void theEffectOfAStepIsOneThoughTheBrokerForgetsItsLock() {
        var work = FencedWork.untilLetGo(rig.store());
        var other = FencedWork.untilLetGo(rig.store());
        rig.send(Steps.step("restart", 0));
        try (var holder = rig.worker(work, listener)) {
            soon().until(() -> work.begun().size() == 1);
            try (var second = rig.worker(other, listener)) {
                rig.stopBroker();
                rig.startBrokerAgain();

                soon().until(() -> !listener.lostLocks().isEmpty());
                soon().until(() -> listener.passed().contains("restart/pretrain-0"));
                work.letGo();
                other.letGo();
                soon().until(() -> !rig.told(StepCompleted.class, "restart").isEmpty());
                soon().until(() -> rig.inQueue(Topic.STEPS_PRETRAIN) == 0);
            }
        }
        assertThat(rig.winners("restart")).hasSize(1);
        assertThat(work.causes()).isEmpty();
        assertThat(other.begun()).isEmpty();
    }

    @Test
    void aWorkerThatMustEndTellsHowFarItCameAndLeavesNothingInTheQueue() throws Exception {
        var work = FencedWork.untilLetGo(rig.store());
        rig.send(Steps.step("drained", 3));
        try (var worker = rig.worker(work, listener)) {
            soon().until(() -> work.begun().size() == 1);

            worker.drain();

            assertThat(worker.awaitEnd()).isEqualTo(Ending.DRAINED);
        }
        assertThat(work.causes()).containsExactly(Cancellation.Cause.DRAIN);
        soon().until(() -> rig.told(StepInterrupted.class, "drained").size() == 1);
        assertThat(rig.told(StepInterrupted.class, "drained").get(0).iteration())
                .isEqualTo(340);
        assertThat(rig.inQueue(Topic.STEPS_PRETRAIN)).isZero();
    }

    @Test
    void aQueuedStepOfACancelledRunIsAcceptedUnread() {
        var work = FencedWork.quick(rig.store());
        rig.send(cancelled("unwanted", 1));
        rig.send(Steps.step("unwanted", 0));

        try (var worker = rig.worker(work, listener)) {
            soon().until(() -> listener.passed().contains("unwanted/pretrain-0"));
            soon().until(() -> rig.inQueue(Topic.STEPS_PRETRAIN) == 0);
        }
        assertThat(work.begun()).isEmpty();
        assertThat(rig.stepEvents("unwanted")).isEmpty();
    }

    @Test
    void workOnACancelledRunStops() {
        var work = FencedWork.untilLetGo(rig.store());
        rig.send(Steps.step("dropped", 0));
        try (var worker = rig.worker(work, listener)) {
            soon().until(() -> work.begun().size() == 1);

            rig.send(cancelled("dropped", 2));

            soon().until(() -> work.causes().contains(Cancellation.Cause.CANCELLED));
            soon().until(() -> rig.inQueue(Topic.STEPS_PRETRAIN) == 0);
        }
        assertThat(rig.told(StepInterrupted.class, "dropped")).isEmpty();
    }

    @Test
    void whatIsUrgentComesFirstAndABusyWorkerKeepsNothingFromOthers() {
        var busy = FencedWork.untilLetGo(rig.store());
        var other = FencedWork.quick(rig.store());
        rig.send(Steps.step("lanes", 0));
        rig.send(Steps.step("lanes", 1, StepKind.PRETRAIN, Priority.URGENT));

        try (var worker = rig.worker(busy, listener)) {
            soon().until(() -> !busy.begun().isEmpty());
            assertThat(busy.begun()).containsExactly("lanes/pretrain-1");
            try (var second = rig.worker(other, listener)) {
                soon().until(() -> other.begun().contains("lanes/pretrain-0"));
            }
            busy.letGo();
            soon().until(() -> rig.told(StepCompleted.class, "lanes").size() == 2);
        }
    }

    @Test
    void aRecordThatIsNoStepGoesToTheDeadLetters() {
        rig.sendGarbage(Topic.STEPS_PRETRAIN);
        rig.send(Steps.step("behind", 0));

        try (var worker = rig.worker(FencedWork.quick(rig.store()), listener)) {
            soon().until(() -> rig.told(StepCompleted.class, "behind").size() == 1);
            soon().until(() -> listener.deadLettered().size() == 1);
            soon().until(() -> rig.inQueue(Topic.STEPS_PRETRAIN) == 0);
        }
        assertThat(listener.deadLettered().get(0)).contains("ce_type");
    }

    @Test
    void workThatThrowsIsAFailureThatMayPass() {
        rig.send(Steps.step("thrown", 0));

        try (var worker = rig.worker(
                (step, attempt, progress, cancellation) -> {
                    throw new java.io.IOException("the store is away");
                },
                listener)) {
            soon().until(() -> rig.told(StepFailed.class, "thrown").size() == 1);
            soon().until(() -> rig.inQueue(Topic.STEPS_PRETRAIN) == 0);
        }
        var failed = rig.told(StepFailed.class, "thrown").get(0);
        assertThat(failed.failure()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failed.message()).contains("the store is away");
    }

    @Test
    void aProcessWithoutMemoryEndsLoudlyAndTellsOfTheFailedAttempt() {
        rig.send(Steps.step("memory", 0));

        try (var worker = rig.worker(
                (step, attempt, progress, cancellation) -> {
                    throw new OutOfMemoryError("Java heap space");
                },
                listener)) {
            assertThatThrownBy(worker::awaitEnd)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
        }
        soon().until(() -> rig.told(StepFailed.class, "memory").size() == 1);
        assertThat(rig.told(StepFailed.class, "memory").get(0).code()).isEqualTo("out-of-memory");
    }

    @Test
    void aWorkerWithoutWorkEnds() throws Exception {
        try (var worker =
                rig.worker(Map.of(StepKind.PRETRAIN, FencedWork.quick(rig.store())), Duration.ofSeconds(1), listener)) {
            assertThat(worker.awaitEnd()).isEqualTo(Ending.IDLE);
        }
    }

    @Test
    void pointsArePublishedInBatchesOfTheAttempt() {
        rig.send(Steps.step("points", 0));

        try (var worker = rig.worker(
                (step, attempt, progress, cancellation) -> {
                    progress.measured(List.of(Point.of("pretrain/loss", 0.5, 1), Point.of("pretrain/loss", 0.4, 2)));
                    return new StepOutcome.Completed(Steps.REF, attempt, 0.1);
                },
                listener)) {
            soon().until(() -> !rig.told(MetricBatch.class, "points").isEmpty());
        }
        var batch = rig.told(MetricBatch.class, "points").get(0);
        assertThat(batch.points()).extracting(Point::step).containsExactly(1L, 2L);
        assertThat(batch.attributes().attempt())
                .isEqualTo(rig.told(StepClaimed.class, "points").get(0).attempt());
    }

    @Test
    void allPointsStandInTheTopicBeforeTheStepIsCompleted() {
        var points = IntStream.range(0, MetricStream.MOST_WAITING)
                .mapToObj(step -> Point.of("pretrain/loss", 0.5, step))
                .toList();
        rig.send(Steps.step("committed", 0));

        long atCompletion;
        try (var worker = rig.worker(
                (step, attempt, progress, cancellation) -> {
                    progress.measured(points);
                    return new StepOutcome.Completed(Steps.REF, attempt, 0.1);
                },
                listener)) {
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !rig.told(StepCompleted.class, "committed").isEmpty());
            atCompletion = rig.end(Topic.METRICS_TRAINING);
        }

        assertThat(rig.end(Topic.METRICS_TRAINING)).isEqualTo(atCompletion);
        soon().until(() -> rig.told(MetricBatch.class, "committed").size()
                == MetricStream.MOST_WAITING / MetricStream.POINTS_PER_BATCH);
    }

    private static RunCancelled cancelled(String run, long number) {
        return new RunCancelled(
                "run-cancelled/liver/" + run, "liver", number, Instant.now(), run, "somebody", "request/1");
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}
