package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.cancel;
import static io.scanloop.workflow.dispatch.Facts.requested;
import static io.scanloop.workflow.dispatch.Rehearsal.configuration;
import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.PlannedPhase;
import io.scanloop.events.Priority;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Runs that people ask for. */
class RequestsTest {
    private final Rehearsal project = new Rehearsal().configuredAs(configuration(3, 3, 1, "tiny"));

    @Test
    void whoAsksGetsARunWithoutWaiting() {
        project.trainStudies(0, 1).labelledPatients();

        project.reads(requested("one", RunKind.CYCLE, null, project.now())).settle();

        assertThat(project.starts()).singleElement().satisfies(run -> {
            assertThat(run.cause().trigger()).isEqualTo(Trigger.MANUAL);
            assertThat(run.cause().event()).isEqualTo("run-requested/brain/one");
            assertThat(run.plan()).extracting(PlannedPhase::phase).containsExactly("pretrain", "finetune", "predict");
        });
    }

    @Test
    void whoeverAsksWithALongNameGetsARunToo() {
        var request = requested("one", RunKind.PRETRAIN, null, project.now());
        var longName = "a".repeat(2000);
        project.trainStudies(0, 1);

        project.reads(new RunRequested(
                        request.id(),
                        request.at(),
                        "brain",
                        request.kind(),
                        Priority.NORMAL,
                        null,
                        null,
                        null,
                        longName))
                .settle();

        assertThat(project.starts())
                .singleElement()
                .satisfies(run -> assertThat(run.cause().message()).endsWith("aaa ... asked for it"));
    }

    @Test
    void askingTwiceIsAskingOnce() {
        project.configuredAs(configuration(0, 0, 5, "tiny")).trainStudies(0, 1);
        var request = requested("one", RunKind.PRETRAIN, null, project.now());

        project.reads(request, request).settle().reads(request).settle();

        assertThat(project.starts()).hasSize(1);
    }

    @Test
    void atMostSoManyRunsAreOpen() {
        project.configuredAs(configuration(0, 0, 2, "tiny")).trainStudies(0, 1);
        for (int number = 1; number <= 3; number++) {
            project.reads(requested("n" + number, RunKind.PRETRAIN, null, project.now()));
        }
        project.settle();
        assertThat(project.starts()).hasSize(2);
        assertThat(project.said()).contains("MANUAL WAITING max-runs");

        project.reads(cancel(project.starts().get(0).run())).settle();

        assertThat(project.starts()).hasSize(3);
    }

    @Test
    void aRequestThatCanNeverBeMetIsRefusedAndHoldsUpNoOther() {
        project.trainStudies(0, 1);
        project.reads(
                requested("huge", RunKind.PRETRAIN, "huge", project.now()),
                requested("judge", RunKind.EVALUATE, null, project.now()),
                requested("parent", RunKind.FINETUNE, null, "r77", project.now()),
                requested("good", RunKind.PRETRAIN, null, project.now()));

        project.settle();

        assertThat(project.events(TriggerEvaluated.class).filter(said -> said.request() != null))
                .extracting(TriggerEvaluated::request)
                .containsExactly("run-requested/brain/huge", "run-requested/brain/judge", "run-requested/brain/parent");
        assertThat(project.starts()).hasSize(1);
    }

    @Test
    void aRequestWaitsForPatientsButNotForEver() {
        project.trainStudies(0, 1)
                .reads(requested("one", RunKind.FINETUNE, null, project.now()))
                .settle();
        assertThat(project.said()).contains("MANUAL BLOCKED too-few-patients");

        project.after(Duration.ofDays(31)).labelledPatients().settle();

        assertThat(project.starts()).isEmpty();
    }
}
