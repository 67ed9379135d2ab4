package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.PROJECT;
import static io.scanloop.workflow.dispatch.Facts.failed;
import static io.scanloop.workflow.dispatch.Facts.requested;
import static io.scanloop.workflow.dispatch.Rehearsal.configuration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.scanloop.events.FailureKind;
import io.scanloop.events.Priority;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.events.RunStarted;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.ProjectConfiguration;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A project that trains several methods on the same studies. */
class ComparedMethodsTest {
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final Duration COOL = Duration.ofMinutes(10);
    private static final Contender PIX2REP = new Contender("pix2rep", "tiny");
    private static final Contender MISSU = new Contender("missu", "tiny");

    private final Rehearsal project = new Rehearsal().configuredAs(comparing(1, PIX2REP));

    private static ProjectConfiguration comparing(int maxRuns, Contender... others) {
        return configuration(3, 3, maxRuns, "tiny").comparedWith(List.of(others));
    }

    @Test
    void eachMethodPretrainsAndThenEachFineTunesFromItsOwn() {
        project.labelledPatients().after(QUIET);
        for (int run = 0; run < 4; run++) {
            project.workSteps(100).after(COOL);
        }

        assertThat(project.starts())
                .extracting(RunStarted::kind, RunStarted::method, RunStarted::parent)
                .containsExactly(
                        tuple(RunKind.PRETRAIN, "amae", null),
                        tuple(RunKind.PRETRAIN, "pix2rep", null),
                        tuple(RunKind.FINETUNE, "amae", run(0)),
                        tuple(RunKind.FINETUNE, "pix2rep", run(1)));
        assertThat(project.starts())
                .extracting(run -> run.cause().message())
                .first()
                .isEqualTo("3 studies came that no pre-training with amae tiny has seen");
        project.after(COOL.multipliedBy(2));
        assertThat(project.starts()).hasSize(4);
    }

    @Test
    void whereTwoRunsMayBeOpenTheMethodsTrainBesideEachOther() {
        project.configuredAs(comparing(2, PIX2REP)).trainStudies(0, 3).after(QUIET);

        assertThat(project.starts()).extracting(RunStarted::method).containsExactly("amae", "pix2rep");
    }

    @Test
    void aFineTuningWaitsForTheFirstPretrainingOfItsMethod() {
        project.configuredAs(comparing(3, PIX2REP)).labelledPatients().after(QUIET);
        assertThat(project.starts()).extracting(RunStarted::kind).containsOnly(RunKind.PRETRAIN);
        assertThat(project.said()).contains("NEW_LABELS WAITING pretraining");

        project.workSteps(6).after(COOL);

        assertThat(project.starts())
                .extracting(RunStarted::kind, RunStarted::method, RunStarted::parent)
                .endsWith(tuple(RunKind.FINETUNE, "amae", run(0)), tuple(RunKind.FINETUNE, "pix2rep", run(1)));
    }

    @Test
    void aSteadyStreamOfStudiesStarvesNoMethod() {
        project.trainStudies(0, 3).after(QUIET);
        for (int round = 1; round <= 3; round++) {
            project.trainStudies(3 * round, 3).after(COOL);
            project.workSteps(3).after(COOL);
        }

        assertThat(project.starts())
                .extracting(RunStarted::method)
                .containsExactly("amae", "pix2rep", "amae", "pix2rep");
    }

    @Test
    void oneMethodsRestKeepsNoOtherWaiting() {
        project.trainStudies(0, 3).after(QUIET);
        var first = project.starts().get(0).run();
        project.reads(failed(first, "pretrain-0", 1, "w1", FailureKind.PERMANENT, null, project.now()))
                .settle();

        assertThat(project.starts()).extracting(RunStarted::method).containsExactly("amae", "pix2rep");
    }

    @Test
    void aMethodThatLearnsFromLabelsOnlyIsFineTunedBesideOneThatPretrains() {
        project.configuredAs(comparing(1, MISSU)).labelledPatients().after(QUIET);
        project.workSteps(100).after(COOL);
        project.workSteps(100).after(COOL);

        assertThat(project.starts())
                .extracting(RunStarted::kind, RunStarted::method)
                .containsExactly(
                        tuple(RunKind.PRETRAIN, "amae"),
                        tuple(RunKind.FINETUNE, "amae"),
                        tuple(RunKind.FINETUNE, "missu"));
        assertThat(project.said()).doesNotContain("NEW_STUDIES BLOCKED not-runnable");
    }

    @Test
    void whoAsksNamesOneOfThem() {
        project.trainStudies(0, 1)
                .reads(asked("other", "pix2rep", "small"), requested("own", RunKind.PRETRAIN, null, project.now()))
                .settle()
                .workSteps(1000);

        assertThat(project.starts())
                .extracting(RunStarted::method, RunStarted::preset)
                .containsExactly(tuple("pix2rep", "small"), tuple("amae", "tiny"));
    }

    @Test
    void whoAsksForAnotherIsToldWhichThereAre() {
        project.trainStudies(0, 1).reads(asked("none", "smit", null)).settle();

        assertThat(project.starts()).isEmpty();
        assertThat(project.events(TriggerEvaluated.class).filter(said -> said.request() != null))
                .singleElement()
                .satisfies(said -> {
                    assertThat(said.code()).isEqualTo("other-method");
                    assertThat(said.message()).contains("does not train smit", "[amae, pix2rep]");
                });
    }

    @Test
    void aRunBeginsAnewWithItsOwnMethodWithoutTheStudyThatWasUnusable() {
        project.trainStudies(0, 5).after(QUIET);
        project.workSteps(3);
        var second = project.starts().get(1);
        project.reads(failed(second.run(), "pretrain-0", 1, "w1", FailureKind.PERMANENT, 1, project.now()))
                .settle();

        assertThat(project.starts())
                .extracting(RunStarted::method, run -> run.cause().trigger())
                .containsExactly(
                        tuple("amae", Trigger.NEW_STUDIES),
                        tuple("pix2rep", Trigger.NEW_STUDIES),
                        tuple("pix2rep", Trigger.RESTART));
    }

    @Test
    void ofAMethodThatIsTrainedNoMoreNothingBeginsAnew() {
        project.trainStudies(0, 5).after(QUIET);
        project.workSteps(3);
        var second = project.starts().get(1);
        project.configuredAs(comparing(1));
        project.reads(failed(second.run(), "pretrain-0", 1, "w1", FailureKind.PERMANENT, 1, project.now()))
                .settle();

        assertThat(project.starts()).hasSize(2);
    }

    private String run(int at) {
        return project.starts().get(at).run();
    }

    private RunRequested asked(String name, String method, @Nullable String preset) {
        return new RunRequested(
                "run-requested/brain/" + name,
                project.now(),
                PROJECT,
                RunKind.PRETRAIN,
                Priority.NORMAL,
                method,
                preset,
                null,
                "ada");
    }
}
