package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.scanloop.events.AssignedBy;
import io.scanloop.events.CancelRequested;
import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsStored;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.PlannedPhase;
import io.scanloop.events.Priority;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.events.Split;
import io.scanloop.events.StudyEvent;
import io.scanloop.events.StudyStored;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.ProjectConfiguration;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRequestsTest {
    private Bench bench;

    @BeforeEach
    void configure(@TempDir Path folder) {
        bench = new Bench(folder);
        bench.ingest.projects().configure(Bench.PROJECT, Bench.TASK, "ada");
        bench.announced.clear();
    }

    @Test
    void aRequestSaysWhoWantsWhat() {
        var request =
                bench.ingest.runs().start(Bench.PROJECT, new RunRequest("cycle", "urgent", null, null, null), "ada");

        assertThat(bench.announced).containsExactly(request);
        assertThat(bench.announced).first().isInstanceOfSatisfying(RunRequested.class, asked -> {
            assertThat(asked.kind()).isEqualTo(RunKind.CYCLE);
            assertThat(asked.priority()).isEqualTo(Priority.URGENT);
            assertThat(asked.preset()).isNull();
            assertThat(asked.actor()).isEqualTo("ada");
        });
    }

    @Test
    void everyRequestIsAnother() {
        var ask = new RunRequest("pretrain", null, null, null, null);

        var first = bench.ingest.runs().start(Bench.PROJECT, ask, "ada");

        assertThat(bench.ingest.runs().start(Bench.PROJECT, ask, "ada").id()).isNotEqualTo(first.id());
    }

    @Test
    void cancellingTwiceIsOneRequest() {
        var first = bench.ingest.runs().cancel(Bench.PROJECT, "r3", "ada");
        var second = bench.ingest.runs().cancel(Bench.PROJECT, "r3", "bea");

        assertThat(first).isInstanceOf(CancelRequested.class);
        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void aRequestIsNotTakenWhileTheBrokerIsAway() {
        bench.isBrokerAway = true;

        assertThatThrownBy(() -> bench.ingest
                        .runs()
                        .start(Bench.PROJECT, new RunRequest("pretrain", null, null, null, null), "ada"))
                .hasMessageContaining("send again");
    }

    @Test
    void aPresetThatNoWorkerCanRunIsRefusedAtOnce() {
        assertThatThrownBy(() -> bench.ingest
                        .runs()
                        .start(Bench.PROJECT, new RunRequest("pretrain", null, null, "huge", null), "ada"))
                .hasMessageContaining("amae tiny");
    }

    @Test
    void aPretrainingIsRefusedAtOnceWhereTheMethodHasNone() {
        var task = Bench.TASK;
        var supervised = new ProjectConfiguration(
                task.classes(), task.contrasts(), task.spacing(), "missu", "tiny", null, null, null, null);
        bench.ingest.projects().configure(Bench.PROJECT, supervised, "tester");

        assertThatThrownBy(() -> bench.ingest
                        .runs()
                        .start(Bench.PROJECT, new RunRequest("pretrain", null, null, null, null), "ada"))
                .hasMessageContaining("learns from labels only");
        assertThat(bench.ingest.runs().start(Bench.PROJECT, new RunRequest("cycle", null, null, null, null), "ada"))
                .isNotNull();
    }

    @Test
    void aProjectMustBeThere() {
        assertThatThrownBy(() -> bench.ingest.runs().cancel("nowhere", "r1", "ada"))
                .hasMessageContaining("nowhere");
    }

    @Test
    void aProjectThatStartsFromPublishedWeightsPretrainsNothing() {
        var published = Bench.TASK.with(Finetuning.DEFAULT.startingFrom("swin-published"));

        assertThatThrownBy(() -> RunRequests.contender(published, RunKind.PRETRAIN, null, null))
                .hasMessageContaining("starts from published weights, swin-published");
        assertThat(RunRequests.contender(published, RunKind.CYCLE, null, null).words())
                .isEqualTo("amae tiny");
    }

    @Test
    void anOutlookSaysWhatACycleWouldDoAndWhatItLacks() {
        read(study(0, Split.TRAIN), study(1, Split.TEST));

        var outlook = bench.ingest.runs().outlook(Bench.PROJECT, null, null, null);

        assertThat(outlook.kind()).isEqualTo("cycle");
        assertThat(outlook.preset()).isEqualTo("tiny");
        assertThat(outlook.counts().train()).isEqualTo(1);
        assertThat(outlook.phases())
                .extracting(PlannedPhase::phase, PlannedPhase::steps, PlannedPhase::iterations, PlannedPhase::total)
                .containsExactly(
                        tuple("pretrain", 4, 100, 400L), tuple("finetune", 8, 100, 800L), tuple("predict", 1, 1, 1L));
        assertThat(outlook.obstacles())
                .containsExactly(
                        "fine-tuning waits for labeled patients: train has 1 of 3, validation has 0 of 1, test has 1 of 3");
        assertThat(bench.announced).isEmpty();
    }

    @Test
    void anOutlookOfAnEmptyProjectHasNothingToPredict() {
        bench.ingest.catalog().complete();

        var outlook = bench.ingest.runs().outlook(Bench.PROJECT, "cycle", null, "paper");

        assertThat(outlook.phases()).extracting(PlannedPhase::phase).containsExactly("pretrain", "finetune");
        assertThat(outlook.phases()).extracting(PlannedPhase::total).containsExactly(100_000L, 40_000L);
        assertThat(outlook.obstacles()).hasSize(2).first().isEqualTo("there is no study on the train side yet");
    }

    @Test
    void anOutlookOfWhatCannotRunIsRefused() {
        bench.ingest.catalog().complete();

        assertThatThrownBy(() -> bench.ingest.runs().outlook("nowhere", null, null, null))
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> bench.ingest.runs().outlook(Bench.PROJECT, null, null, "huge"))
                .hasMessageContaining("amae small");
        assertThatThrownBy(() -> bench.ingest.runs().outlook(Bench.PROJECT, "evaluate", null, null))
                .hasMessageContaining("pretrain, finetune or cycle");
    }

    @SafeVarargs
    private void read(List<StudyEvent>... studies) {
        for (var events : studies) {
            events.forEach(bench.ingest.catalog()::on);
        }
        bench.ingest.catalog().complete();
    }

    /** A study with an accepted label set. */
    private static List<StudyEvent> study(int number, Split side) {
        var at = Instant.parse("2026-11-01T12:00:00Z");
        var patient = "%016x".formatted(number);
        var study = patient + "-" + patient;
        var ref = new ObjectRef("a/b.json", "0".repeat(64), 1);
        return List.of(
                new PatientAssigned("p" + number, at, Bench.PROJECT, patient, side, AssignedBy.BLOCK),
                new StudyStored("s" + number, at, Bench.PROJECT, patient, study, 1, List.of("T1"), ref, "tester"),
                new LabelsStored("l" + number, at, Bench.PROJECT, patient, study, "l1", 1, "rater", ref, "tester"),
                new LabelsAccepted("a" + number, at, Bench.PROJECT, patient, study, "l1", "tester"));
    }

    @Test
    void whoAsksNamesOneOfTheMethodsThatAreCompared() {
        bench.ingest.catalog().complete();
        bench.ingest
                .projects()
                .configure(Bench.PROJECT, Bench.TASK.comparedWith(List.of(new Contender("pix2rep", "tiny"))), "ada");

        assertThat(bench.ingest
                        .runs()
                        .start(Bench.PROJECT, new RunRequest("pretrain", null, "pix2rep", null, null), "ada"))
                .isInstanceOfSatisfying(
                        RunRequested.class,
                        request -> assertThat(request.method()).isEqualTo("pix2rep"));
        assertThat(bench.ingest.runs().outlook(Bench.PROJECT, null, "pix2rep", "small"))
                .satisfies(
                        plan -> assertThat(plan.method() + " " + plan.preset()).isEqualTo("pix2rep small"))
                .satisfies(plan -> assertThat(plan.phases().get(0).total()).isEqualTo(20_000));
        assertThatThrownBy(() -> bench.ingest
                        .runs()
                        .start(Bench.PROJECT, new RunRequest("cycle", null, "smit", null, null), "ada"))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.refusal().code()).isEqualTo("other-method");
                    assertThat(e.refusal().expected()).contains("[amae, pix2rep]");
                });
    }
}
