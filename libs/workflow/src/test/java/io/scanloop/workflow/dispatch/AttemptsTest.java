package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.claimed;
import static io.scanloop.workflow.dispatch.Facts.completed;
import static io.scanloop.workflow.dispatch.Facts.failed;
import static io.scanloop.workflow.dispatch.Facts.interrupted;
import static io.scanloop.workflow.dispatch.Facts.left;
import static io.scanloop.workflow.dispatch.Facts.object;
import static io.scanloop.workflow.dispatch.Facts.requested;
import static io.scanloop.workflow.dispatch.Facts.storeAway;
import static io.scanloop.workflow.dispatch.Facts.study;
import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.FailureKind;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunKind;
import io.scanloop.events.StepReady;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.StudyQuarantined;
import io.scanloop.events.Trigger;
import io.scanloop.storage.layout.SnapshotStudy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a step whose attempts are interrupted, lost or fail, and of its run. */
class AttemptsTest {
    private static final String FIRST = "pretrain-0";

    private final Rehearsal project = new Rehearsal();
    private final String run = project.cycle();

    @Test
    void anInterruptedStepIsContinued() {
        project.reads(claimed(run, FIRST, 1, "a"), interrupted(run, FIRST, 1, "a", 40));

        project.settle();

        var continuation = project.last(FIRST);
        assertThat(continuation.sending()).isEqualTo(2);
        assertThat(continuation.progress()).isEqualTo(object("runs/%s/pretrain-0/progress/a".formatted(run)));
        assertThat(continuation.order())
                .isEqualTo(project.events(StepScheduled.class)
                        .findFirst()
                        .orElseThrow()
                        .order());
    }

    @Test
    void interruptionsCostNoAttempt() {
        for (int sending = 1; sending <= 20; sending++) {
            project.reads(claimed(run, FIRST, sending, "a" + sending));
            project.reads(interrupted(run, FIRST, sending, "a" + sending, sending))
                    .settle();
        }

        assertThat(project.last(FIRST).sending()).isEqualTo(21);
        assertThat(project.last(FIRST).progress()).isEqualTo(object("runs/%s/pretrain-0/progress/a20".formatted(run)));
        assertThat(project.events(RunFailed.class)).isEmpty();
    }

    @Test
    void anAttemptThatLeftTheStepToALivingOneCostsNothingAndDisturbsNobody() {
        project.alive.add("b");
        for (int attempt = 0; attempt < 10; attempt++) {
            project.reads(claimed(run, FIRST, 1, "a" + attempt), left(run, FIRST, 1, "a" + attempt));
        }
        project.reads(claimed(run, FIRST, 1, "b")).settle();
        assertThat(project.sendings()).containsExactly("pretrain-0/1");

        project.alive.remove("b");
        project.settle();

        assertThat(project.sendings()).containsExactly("pretrain-0/1", "pretrain-0/2");
        assertThat(project.last(FIRST).progress()).isNull();
    }

    @Test
    void aStepWhoseWorkerIsGoneIsSentAgain() {
        project.alive.add("a");
        project.reads(claimed(run, FIRST, 1, "a")).settle();
        assertThat(project.sendings()).containsExactly("pretrain-0/1");

        project.alive.remove("a");
        project.settle();

        assertThat(project.sendings()).containsExactly("pretrain-0/1", "pretrain-0/2");
    }

    @Test
    void aStepThatLiesInItsQueueIsLeftThere() {
        project.queued.add("step-ready/brain/%s/pretrain-0/1".formatted(run));
        project.reads(claimed(run, FIRST, 1, "a")).settle();
        assertThat(project.sendings()).containsExactly("pretrain-0/1");

        project.queued.clear();
        project.settle();

        assertThat(project.sendings()).containsExactly("pretrain-0/1", "pretrain-0/2");
    }

    @Test
    void aWorkerThatComesBackIsNotDisturbed() {
        project.reads(claimed(run, FIRST, 1, "a")).settle();
        assertThat(project.waiting()).extracting(StepReady::sending).containsExactly(2);

        project.alive.add("a"); // it was paused, and goes on
        assertThat(project.waiting()).isEmpty();

        project.reads(completed(run, FIRST, 1, "a")).settle();
        assertThat(project.waiting()).extracting(StepReady::step).containsExactly("pretrain-1");
    }

    @Test
    void whatMayHelpIsTriedAgainAfterAWhile() {
        project.reads(
                claimed(run, FIRST, 1, "a"), failed(run, FIRST, 1, "a", FailureKind.TRANSIENT, null, project.now()));
        project.after(Duration.ofSeconds(9));
        assertThat(project.sendings()).containsExactly("pretrain-0/1");

        project.after(Duration.ofSeconds(1));
        assertThat(project.sendings()).containsExactly("pretrain-0/1", "pretrain-0/2");

        project.reads(failed(run, FIRST, 2, "b", FailureKind.TRANSIENT, null, project.now()));
        project.after(Duration.ofSeconds(19));
        assertThat(project.last(FIRST).sending()).isEqualTo(2);
        project.after(Duration.ofSeconds(1));
        assertThat(project.last(FIRST).sending()).isEqualTo(3);
    }

    @Test
    void aStoreThatIsAwayCostsNoAttemptHoweverLong() {
        for (int sending = 1; sending <= 20; sending++) {
            project.reads(storeAway(run, FIRST, sending, "a" + sending, project.now()));
            project.after(Duration.ofMinutes(5));
        }

        assertThat(project.events(RunFailed.class)).isEmpty();
        assertThat(project.last(FIRST).sending()).isEqualTo(21);
    }

    @Test
    void aStepThatComesToNothingIsGivenUpWithItsCause() {
        for (int sending = 1; sending <= 5; sending++) {
            project.reads(failed(run, FIRST, sending, "a" + sending, FailureKind.TRANSIENT, null, project.now()));
            project.after(Duration.ofMinutes(10));
        }

        assertThat(project.events(RunFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.code()).isEqualTo("attempts-spent");
            assertThat(failed.step()).isEqualTo(FIRST);
            assertThat(failed.message()).contains("5 attempts", "not-finite", "the loss is not finite");
        });
        assertThat(project.deadLetters).extracting(StepReady::step).containsExactly(FIRST);
    }

    @Test
    void aStepThatKillsItsWorkersIsGivenUp() {
        project.queued.add("step-ready/brain/%s/pretrain-0/1".formatted(run)); // the queue deals it out again and again
        for (int worker = 1; worker <= 5; worker++) {
            project.reads(claimed(run, FIRST, 1, "a" + worker)).settle();
        }

        assertThat(project.events(RunFailed.class)).extracting(RunFailed::code).containsExactly("attempts-spent");
    }

    @Test
    void whatCannotHelpFailsAtOnce() {
        project.reads(
                claimed(run, FIRST, 1, "a"), failed(run, FIRST, 1, "a", FailureKind.PERMANENT, null, project.now()));

        project.settle();

        assertThat(project.events(RunFailed.class)).extracting(RunFailed::code).containsExactly("not-finite");
        assertThat(project.deadLetters).isEmpty();
    }

    @Test
    void aStudyThatCannotBeUsedIsQuarantinedAndTheRunBeginsAnewWithoutIt() {
        project.reads(claimed(run, FIRST, 1, "a"), failed(run, FIRST, 1, "a", FailureKind.PERMANENT, 2, project.now()));

        project.settle();

        assertThat(project.events(StudyQuarantined.class))
                .extracting(StudyQuarantined::study)
                .containsExactly(study(2));
        assertThat(project.events(RunFailed.class)).extracting(RunFailed::code).containsExactly("study-quarantined");
        assertThat(project.starts()).hasSize(2);
        var restart = project.starts().get(1);
        assertThat(restart.cause().trigger()).isEqualTo(Trigger.RESTART);
        assertThat(restart.kind()).isEqualTo(RunKind.CYCLE);
        assertThat(project.snapshot).extracting(SnapshotStudy::study).doesNotContain(study(2));
    }

    @Test
    void aRunThatBeginsAnewKeepsItsParent() {
        project.workSteps(100);
        project.reads(requested("newer", RunKind.PRETRAIN, null, project.now()))
                .settle()
                .workSteps(100);
        project.reads(requested("tune", RunKind.FINETUNE, null, run, project.now()))
                .settle();
        var tuning = project.starts().get(2).run();

        project.reads(failed(tuning, "finetune-0", 1, "a", FailureKind.PERMANENT, 2, project.now()))
                .settle();

        assertThat(project.starts().get(3)).satisfies(restart -> {
            assertThat(restart.cause().trigger()).isEqualTo(Trigger.RESTART);
            assertThat(restart.parent()).isEqualTo(run);
        });
    }

    @Test
    void aRunBeginsAnewAtMostThreeTimes() {
        for (int study = 0; study < 4; study++) {
            var current = project.starts().get(study).run();
            project.reads(failed(current, FIRST, 1, "a" + study, FailureKind.PERMANENT, study, project.now()));
            project.settle();
        }

        assertThat(project.starts()).hasSize(4);
        assertThat(project.events(RunFailed.class).reduce((first, second) -> second))
                .hasValueSatisfying(failed -> assertThat(failed.code()).isEqualTo("restarts-spent"));
    }
}
