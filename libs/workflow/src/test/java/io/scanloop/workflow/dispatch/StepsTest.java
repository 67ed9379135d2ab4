package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.cancel;
import static io.scanloop.workflow.dispatch.Facts.claimed;
import static io.scanloop.workflow.dispatch.Facts.completed;
import static io.scanloop.workflow.dispatch.Facts.object;
import static io.scanloop.workflow.dispatch.Facts.pause;
import static io.scanloop.workflow.dispatch.Facts.requested;
import static io.scanloop.workflow.dispatch.Facts.resume;
import static io.scanloop.workflow.dispatch.Facts.urgent;
import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Priority;
import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunPaused;
import io.scanloop.events.RunResumed;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepReady;
import io.scanloop.events.Topic;
import org.junit.jupiter.api.Test;

/** How a run goes on, step by step and as people ask. */
class StepsTest {
    private static final String FIRST = "pretrain-0";

    private final Rehearsal project = new Rehearsal();
    private final String run = project.cycle();

    @Test
    void stepsFollowEachOtherWithWhatTheOnesBeforeLeft() {
        project.workSteps(100);

        assertThat(project.sendings())
                .containsExactly(
                        "pretrain-0/1", "pretrain-1/1", "pretrain-2/1", "finetune-0/1", "finetune-1/1", "predict-0/1");
        assertThat(project.last(FIRST).order().inputs()).isEmpty();
        assertThat(project.last("pretrain-2").order().inputs()).containsEntry("previous", manifest("pretrain-1"));
        assertThat(project.last("finetune-0").order().inputs())
                .containsOnlyKeys("encoder")
                .containsEntry("encoder", manifest("pretrain-2"));
        assertThat(project.last("finetune-1").order().inputs())
                .containsEntry("encoder", manifest("pretrain-2"))
                .containsEntry("previous", manifest("finetune-0"));
        assertThat(project.last("predict-0").order().inputs()).containsEntry("model", manifest("finetune-1"));
    }

    @Test
    void theLastStepOfAPhaseIsShorterWhereItMustBe() {
        project.workSteps(100);

        var last = project.last("pretrain-2").order();
        assertThat(last.firstIteration()).isEqualTo(200);
        assertThat(last.iterations()).isEqualTo(50);
        assertThat(last.phaseIterations()).isEqualTo(250);
    }

    @Test
    void aRunIsCompleteAfterItsLastStep() {
        project.workSteps(100);

        assertThat(project.events(RunCompleted.class)).singleElement().satisfies(completed -> {
            assertThat(completed.manifest()).isEqualTo(manifest("predict-0"));
            assertThat(completed.deviceSeconds()).isEqualTo(6 * 2.5);
        });
        assertThat(project.waiting()).isEmpty();
    }

    @Test
    void whatTwoWorkersReportCountsOnce() {
        project.reads(claimed(run, FIRST, 1, "a"), completed(run, FIRST, 1, "a"), completed(run, FIRST, 1, "a"));

        project.settle();

        assertThat(project.sendings()).containsExactly("pretrain-0/1", "pretrain-1/1");
    }

    @Test
    void aRunThatNobodyWantsEnds() {
        project.reads(claimed(run, FIRST, 1, "a"), cancel(run)).settle();

        assertThat(project.events(RunCancelled.class)).singleElement().satisfies(cancelled -> {
            assertThat(cancelled.actor()).isEqualTo("ada");
            assertThat(cancelled.request()).isEqualTo("cancel-requested/brain/" + run);
        });
        assertThat(project.waiting()).isEmpty();
        project.reads(completed(run, FIRST, 1, "a")).settle();
        assertThat(project.sendings()).containsExactly("pretrain-0/1");
    }

    @Test
    void aPausedRunSendsNothingUntilItIsResumed() {
        project.reads(pause("p", run)).settle();
        project.reads(claimed(run, FIRST, 1, "a"), completed(run, FIRST, 1, "a"))
                .settle();
        assertThat(project.events(RunPaused.class)).hasSize(1);
        assertThat(project.sendings()).containsExactly("pretrain-0/1");

        project.reads(resume("r", null)).settle();

        assertThat(project.events(RunResumed.class)).hasSize(1);
        assertThat(project.sendings()).containsExactly("pretrain-0/1", "pretrain-1/1");
    }

    @Test
    void aPausedProjectStartsNothing() {
        project.workSteps(100).reads(pause("p", null), requested("two", RunKind.PRETRAIN, null, project.now()));

        project.settle();

        assertThat(project.starts()).hasSize(1);
        assertThat(project.said()).contains("MANUAL BLOCKED paused");
        assertThat(project.reads(resume("r", null)).settle().starts()).hasSize(2);
    }

    @Test
    void anUrgentRunTakesTheUrgentLane() {
        assertThat(project.waiting()).extracting(StepReady::topic).containsExactly(Topic.STEPS_PRETRAIN);

        project.reads(urgent("u", run)).workSteps(1);

        assertThat(project.waiting()).extracting(StepReady::priority).containsExactly(Priority.URGENT);
        assertThat(project.waiting()).extracting(StepReady::topic).containsExactly(Topic.STEPS_PRETRAIN_URGENT);
    }

    @Test
    void aLaterDecisionWithTheSameNumberIsVoid() {
        var started = project.starts().get(0);
        long before = project.state.nextNumber();

        project.reads(new RunCompleted(
                "run-completed/brain/" + run, "brain", started.number(), project.now(), run, manifest(FIRST), 1));

        assertThat(project.state.nextNumber()).isEqualTo(before);
        assertThat(project.waiting()).isNotEmpty();
    }

    @Test
    void aDecisionWaitsForThoseBeforeIt() {
        long next = project.state.nextNumber();
        var late = new RunCancelled(
                "run-cancelled/brain/" + run, "brain", next + 1, project.now(), run, "ada", "cancel-requested/brain/x");

        project.reads(late);
        assertThat(project.state.nextNumber()).isEqualTo(next);
        assertThat(project.waiting()).isNotEmpty();

        project.reads(new RunPaused("run-paused/brain/x/1", "brain", next, project.now(), run, "asked", null));
        assertThat(project.state.nextNumber()).isEqualTo(next + 2);
        assertThat(project.waiting()).isEmpty();
    }

    @Test
    void aManualFinetuningMayNameItsParent() {
        project.workSteps(100);
        project.reads(requested("two", RunKind.FINETUNE, null, "m" + run.substring(1), project.now()))
                .settle();

        assertThat(project.starts().get(1)).extracting(RunStarted::parent).isEqualTo(run);
    }

    private ObjectRef manifest(String step) {
        return object("runs/%s/%s/manifest.json".formatted(run, step));
    }
}
