package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.accepted;
import static io.scanloop.workflow.dispatch.Facts.assigned;
import static io.scanloop.workflow.dispatch.Facts.cancel;
import static io.scanloop.workflow.dispatch.Facts.configured;
import static io.scanloop.workflow.dispatch.Facts.erased;
import static io.scanloop.workflow.dispatch.Facts.failed;
import static io.scanloop.workflow.dispatch.Facts.labels;
import static io.scanloop.workflow.dispatch.Facts.quarantined;
import static io.scanloop.workflow.dispatch.Facts.stored;
import static io.scanloop.workflow.dispatch.Facts.study;
import static io.scanloop.workflow.dispatch.Rehearsal.configuration;
import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.FailureKind;
import io.scanloop.events.PlannedPhase;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunStarted;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.TriggerVerdict;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.Triggers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When runs start. */
class TriggersTest {
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final Duration COOL = Duration.ofMinutes(10);

    private final Rehearsal project = new Rehearsal().configuredAs(configuration(3, 3, 1, "tiny"));

    @Test
    void enoughNewStudiesAreFollowedByAPretraining() {
        project.trainStudies(0, 3).after(QUIET);

        assertThat(project.starts()).singleElement().satisfies(run -> {
            assertThat(run.kind()).isEqualTo(RunKind.PRETRAIN);
            assertThat(run.cause().trigger()).isEqualTo(Trigger.NEW_STUDIES);
            assertThat(run.run()).isEqualTo("r" + run.number());
            assertThat(run.studies()).isEqualTo(3);
            assertThat(run.plan())
                    .containsExactly(new PlannedPhase("pretrain", StepKind.PRETRAIN, 3, 1, 100, 250, List.of()));
        });
    }

    @Test
    void tooFewStudiesAreWaitedFor() {
        project.trainStudies(0, 2).after(QUIET);

        assertThat(project.starts()).isEmpty();
        assertThat(project.said()).contains("NEW_STUDIES WAITING too-few-studies");
    }

    @Test
    void onlyTheTrainSideCounts() {
        project.trainStudies(0, 2);
        project.reads(assigned(2, Split.TEST), stored(2, 1, project.now()));
        project.reads(stored(3, 1, project.now())); // its patient's side is not known yet
        project.after(QUIET);

        assertThat(project.starts()).isEmpty();
    }

    @Test
    void quietIsWaitedForAfterTheLastArrival() {
        project.trainStudies(0, 3).after(QUIET.minusSeconds(1));
        project.trainStudies(3, 1).after(QUIET.minusSeconds(1));
        assertThat(project.starts()).isEmpty();

        project.after(Duration.ofSeconds(1));

        assertThat(project.starts())
                .singleElement()
                .satisfies(run -> assertThat(run.studies()).isEqualTo(4));
        assertThat(project.said())
                .containsSubsequence("NEW_STUDIES WAITING debounce", "NEW_STUDIES DUE enough-studies");
    }

    @Test
    void aSteadyStreamIsWaitedForNoLongerThanTenTimesTheQuiet() {
        project.trainStudies(0, 3).settle();
        for (int second = 10; second < 300; second += 10) {
            project.trainStudies(second, 1).after(Duration.ofSeconds(10));
        }
        assertThat(project.starts()).isEmpty();

        project.trainStudies(300, 1).after(Duration.ofSeconds(10));

        assertThat(project.starts()).hasSize(1);
    }

    @Test
    void anArrivalFromTheFutureIsNotWaitedForUntilThen() {
        project.trainStudies(0, 2);
        project.reads(assigned(2, Split.TRAIN), stored(2, 1, project.now().plus(Duration.ofDays(365))));

        project.settle().after(QUIET.multipliedBy(10));

        assertThat(project.starts()).hasSize(1);
    }

    @Test
    void aStudyThatAPretrainingSawIsNotNewAgain() {
        project.trainStudies(0, 3).after(QUIET).workSteps(10);

        project.trainStudies(3, 2).after(COOL);

        assertThat(project.starts()).hasSize(1);
    }

    @Test
    void whatAFailedRunWasToSeeIsTriedAgainEachTimeLater() {
        project.trainStudies(0, 3).after(QUIET).after(Duration.ofMinutes(1));

        failLast();
        project.after(COOL.minusSeconds(1));
        assertThat(project.starts()).hasSize(1);
        assertThat(project.said()).contains("NEW_STUDIES WAITING last-run-failed");
        project.after(Duration.ofSeconds(1));
        assertThat(project.starts()).hasSize(2);

        failLast();
        project.after(COOL);
        assertThat(project.starts()).hasSize(2);
        project.after(COOL).workSteps(10);
        assertThat(project.starts()).hasSize(3);
        assertThat(project.after(Duration.ofDays(2)).starts()).hasSize(3);
    }

    @Test
    void afterAFailureEnoughNewStudiesDoNotRest() {
        project.trainStudies(0, 3).after(QUIET).after(COOL);
        failLast();

        project.trainStudies(3, 3).after(QUIET);

        assertThat(project.starts()).hasSize(2);
    }

    @Test
    void aRunThatPeopleCancelledDoesNotComeBackByItself() {
        project.trainStudies(0, 3).after(QUIET);

        project.reads(cancel(project.starts().get(0).run())).after(Duration.ofDays(2));

        assertThat(project.starts()).hasSize(1);
    }

    private void failLast() {
        var runs = project.starts();
        var run = runs.get(runs.size() - 1).run();
        project.reads(failed(run, "pretrain-0", 1, "a", FailureKind.PERMANENT, null, project.now()))
                .settle();
    }

    @Test
    void aNextRevisionIsNew() {
        project.trainStudies(0, 3).after(QUIET).workSteps(10);

        project.reads(stored(0, 2, project.now()), stored(1, 2, project.now()), stored(2, 2, project.now()));
        project.after(COOL);

        assertThat(project.starts()).hasSize(2);
        assertThat(project.snapshot).extracting(SnapshotStudy::revision).containsOnly(2);
    }

    @Test
    void whatWasErasedDoesNotHideWhatIsNew() {
        project.trainStudies(0, 3).after(QUIET).workSteps(10);

        project.reads(erased(0), erased(1));
        project.trainStudies(3, 3).after(COOL);

        assertThat(project.starts()).hasSize(2);
        assertThat(project.snapshot)
                .extracting(SnapshotStudy::study)
                .doesNotContain(study(0), study(1))
                .hasSize(4);
    }

    @Test
    void startsOfOneKindAreSpaced() {
        project.trainStudies(0, 3).after(QUIET).workSteps(10);

        project.trainStudies(3, 3).after(QUIET);
        assertThat(project.starts()).hasSize(1);
        assertThat(project.said()).contains("NEW_STUDIES WAITING cool-down");

        project.after(COOL);
        assertThat(project.starts()).hasSize(2);
    }

    @Test
    void enoughNewLabelsAreFollowedByAFinetuning() {
        project.configuredAs(configuration(0, 7, 1, "tiny")).labelledPatients().after(QUIET);

        assertThat(project.starts()).singleElement().satisfies(run -> {
            assertThat(run.kind()).isEqualTo(RunKind.FINETUNE);
            assertThat(run.cause().trigger()).isEqualTo(Trigger.NEW_LABELS);
            assertThat(run.parent()).isNull();
            assertThat(run.labelSets()).isEqualTo(7);
            assertThat(run.plan())
                    .containsExactly(
                            new PlannedPhase("finetune", StepKind.FINETUNE, 2, 1, 100, 200, List.of()),
                            new PlannedPhase("predict", StepKind.EVALUATE, 1, 1, 3, 3, List.of("finetune")));
        });
    }

    @Test
    void finetuningWaitsForPatientsOnEachSideAndSaysSo() {
        project.configuredAs(configuration(0, 3, 1, "tiny"));
        for (int number = 0; number < 3; number++) {
            project.reads(assigned(number, Split.TRAIN), stored(number, 1, project.now()));
            project.reads(labels(number, 1), accepted(number, 1, project.now()));
        }
        project.after(QUIET);

        assertThat(project.starts()).isEmpty();
        assertThat(project.events(TriggerEvaluated.class).reduce((first, second) -> second))
                .hasValueSatisfying(said -> {
                    assertThat(said.verdict()).isEqualTo(TriggerVerdict.BLOCKED);
                    assertThat(said.code()).isEqualTo("too-few-patients");
                    assertThat(said.message()).contains("train has 3 of 3", "validation has 0 of 1", "test has 0 of 3");
                });
    }

    @Test
    void aPretrainingThatIsDueGoesBeforeAFinetuningAndGivesItItsEncoder() {
        project.trainStudies(0, 3).labelledPatients().after(QUIET);

        assertThat(project.starts()).extracting(RunStarted::kind).containsExactly(RunKind.PRETRAIN);

        project.workSteps(100);
        assertThat(project.starts()).extracting(RunStarted::kind).containsExactly(RunKind.PRETRAIN, RunKind.FINETUNE);
        var pretraining = project.starts().get(0).run();
        assertThat(project.starts().get(1).parent()).isEqualTo(pretraining);
        assertThat(project.last("finetune-0").order().inputs())
                .containsEntry("encoder", Facts.object("runs/%s/pretrain-2/manifest.json".formatted(pretraining)));
    }

    @Test
    void tooMuchQuarantineStopsTrainingLoudly() {
        project.trainStudies(0, 50);
        project.reads(quarantined(0, 1), quarantined(1, 1), quarantined(2, 1));
        assertThat(project.due(project.now().plus(QUIET)))
                .first()
                .isInstanceOfSatisfying(
                        TriggerEvaluated.class, said -> assertThat(said.code()).isEqualTo("enough-studies"));

        project.reads(quarantined(3, 1)).after(QUIET);

        assertThat(project.starts()).isEmpty();
        assertThat(project.said()).contains("NEW_STUDIES BLOCKED too-many-quarantined");
    }

    @Test
    void aPresetThatNoWorkerCanRunIsSaid() {
        project.configuredAs(configuration(3, 3, 1, "huge")).trainStudies(0, 3).after(QUIET);

        assertThat(project.starts()).isEmpty();
        assertThat(project.events(TriggerEvaluated.class)
                        .filter(said -> said.code().equals("not-runnable")))
                .singleElement()
                .satisfies(said -> assertThat(said.message()).contains("amae huge", "amae tiny"));
    }

    @Test
    void aScheduleThatIsNotFollowedIsSaid() {
        var triggers = new Triggers(0, 0, "0 3 * * *", null, null, null);
        project.configuredAs(new ProjectConfiguration(null, null, null, "amae", "tiny", triggers, null, null, null))
                .settle();

        assertThat(project.said()).containsExactly("SCHEDULE BLOCKED not-runnable");
    }

    @Test
    void nothingIsSaidTwice() {
        project.trainStudies(0, 1).after(QUIET);
        var said = project.said();

        project.trainStudies(1, 1).after(QUIET);

        assertThat(project.said()).isEqualTo(said);
    }

    @Test
    void anotherGenerationSeesEverythingAnew() {
        project.trainStudies(0, 3).after(QUIET).workSteps(10);

        project.reads(configured(2, 2)).after(COOL);

        assertThat(project.starts()).extracting(RunStarted::generation).containsExactly(1, 2);
    }

    @Test
    void seedsDifferAndComeFromTheNames() {
        assertThat(RunRules.seed("brain", "r1"))
                .isEqualTo(RunRules.seed("brain", "r1"))
                .isNotEqualTo(RunRules.seed("brain", "r2"))
                .isBetween(0L, 1L << 53);
    }
}
