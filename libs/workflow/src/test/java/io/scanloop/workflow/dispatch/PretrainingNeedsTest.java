package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.requested;
import static io.scanloop.workflow.dispatch.Rehearsal.configuration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.scanloop.events.PlannedPhase;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepKind;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.storage.layout.Budget;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.Triggers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs are made of by a method without pre-training, a regime that needs one, and published weights. */
class PretrainingNeedsTest {
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final Duration COOL = Duration.ofMinutes(10);

    private final Rehearsal project = new Rehearsal();

    @Test
    void aMethodWithoutPretrainingSaysWhyNewStudiesStartNothing() {
        project.configuredAs(supervised(1, 0)).settle();
        assertThat(project.said()).containsExactly("NEW_STUDIES BLOCKED not-runnable");

        project.trainStudies(0, 3).after(QUIET);

        assertThat(project.starts()).isEmpty();
        assertThat(project.events(TriggerEvaluated.class))
                .singleElement()
                .satisfies(said -> assertThat(said.message()).contains("missu has no pre-training", "newStudies to 0"));
    }

    @Test
    void aCycleOfAMethodWithoutPretrainingIsAFinetuning() {
        project.configuredAs(supervised(0, 0)).labelledPatients();

        project.reads(requested("1", RunKind.CYCLE, null, project.now())).settle();

        assertThat(project.starts()).singleElement().satisfies(run -> {
            assertThat(run.plan()).extracting(PlannedPhase::kind).containsExactly(StepKind.FINETUNE, StepKind.EVALUATE);
            assertThat(run.plan().get(0).after()).isEmpty();
            assertThat(run.parent()).isNull();
        });
        project.workSteps(10);
        assertThat(project.events(RunCompleted.class)).hasSize(1);
    }

    @Test
    void aPretrainingOfAMethodWithoutOneIsRefused() {
        project.configuredAs(supervised(0, 0)).trainStudies(0, 3);

        project.reads(requested("1", RunKind.PRETRAIN, null, project.now())).settle();

        assertThat(project.starts()).isEmpty();
        assertThat(project.events(TriggerEvaluated.class)).singleElement().satisfies(said -> {
            assertThat(said.code()).isEqualTo("not-runnable");
            assertThat(said.message()).contains("learns from labels only: ask for finetune");
            assertThat(said.request()).isNotNull();
        });
    }

    /** A budget of the project's does not give the method a pre-training. */
    private static ProjectConfiguration supervised(int newStudies, int newLabels) {
        return new ProjectConfiguration(
                null,
                List.of("T1"),
                null,
                "missu",
                "tiny",
                new Triggers(newStudies, newLabels, null, QUIET, COOL, 1),
                null,
                new Budget(250, 200, 100),
                null);
    }

    @Test
    void aRegimeThatStartsFromAPretrainingWaitsForOne() {
        var warmUp = configuration(0, 0, 1, "tiny").with(new Finetuning("warm-up", null, null));
        project.configuredAs(warmUp).labelledPatients();
        project.reads(requested("early", RunKind.FINETUNE, null, project.now())).settle();
        assertThat(project.starts()).isEmpty();
        assertThat(project.said()).contains("MANUAL BLOCKED no-encoder");

        project.reads(requested("first", RunKind.PRETRAIN, null, project.now()))
                .settle()
                .workSteps(10);

        assertThat(project.starts())
                .extracting(RunStarted::kind, RunStarted::parent)
                .containsExactly(tuple(RunKind.PRETRAIN, null), tuple(RunKind.FINETUNE, "r1"));
    }

    @Test
    void aCycleBringsWhatItsRegimeStartsFrom() {
        var probe = configuration(0, 0, 1, "tiny").with(new Finetuning("linear-probe", null, null));
        project.configuredAs(probe).labelledPatients();

        project.reads(requested("one", RunKind.CYCLE, null, project.now())).settle();

        assertThat(project.starts()).hasSize(1);
    }

    @Test
    void publishedWeightsStandInPlaceOfAPretraining() {
        var published = configuration(0, 0, 1, "tiny").with(new Finetuning("full", null, null).startingFrom("swin"));
        project.configuredAs(published).labelledPatients();

        project.reads(
                        requested("none", RunKind.PRETRAIN, null, project.now()),
                        requested("one", RunKind.CYCLE, null, project.now()))
                .settle();

        assertThat(project.starts()).singleElement().satisfies(run -> {
            assertThat(run.plan()).extracting(PlannedPhase::phase).containsExactly("finetune", "predict");
            assertThat(run.parent()).isNull();
        });
        assertThat(project.events(TriggerEvaluated.class).filter(said -> said.request() != null))
                .singleElement()
                .satisfies(
                        said -> assertThat(said.message()).contains("published weights \"swin\"", "ask for finetune"));
    }
}
