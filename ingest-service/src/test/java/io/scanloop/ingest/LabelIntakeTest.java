package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsStored;
import io.scanloop.events.LabelsWithdrawn;
import io.scanloop.ingest.LabelIntake.Acceptance;
import io.scanloop.ingest.LabelSet.Status;
import io.scanloop.ingest.Receipt.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelIntakeTest {
    private static final byte[] MASK = TinyNifti.of(0, 1, 1, 2);
    private static final byte[] OTHER_MASK = TinyNifti.of(0, 1, 2, 2);

    @TempDir
    Path folder;

    private Bench bench;
    private String study;

    @BeforeEach
    void sendAStudy() {
        bench = new Bench(folder);
        study = bench.send("Ada", "scan", Map.of("T1", TinyNifti.of(5, 6, 7)))
                .document()
                .manifest()
                .study();
    }

    @Test
    void labelsAreStoredOnceAndWaitToBeAccepted() {
        var first = bench.label(study, "rater-a", MASK, Acceptance.LATER);
        var again = bench.label(study, "rater-a", MASK, Acceptance.LATER);

        assertThat(first.outcome()).isEqualTo(Outcome.ANNOUNCED);
        assertThat(first.document().status()).isEqualTo(Status.STORED);
        assertThat(first.document().manifest().voxels()).containsEntry(1, 2L).containsEntry(2, 1L);
        assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(bench.announced(LabelsStored.class)).hasSize(1);
    }

    @Test
    void annotatorsAreKeptApartAndTheirVersionsCounted() {
        bench.label(study, "rater-a", MASK, Acceptance.LATER);
        bench.label(study, "rater-b", MASK, Acceptance.LATER);
        bench.label(study, "rater-a", OTHER_MASK, Acceptance.LATER);

        assertThat(bench.ingest.labelSets().list(Bench.PROJECT, study, 0, 100))
                .extracting(
                        set -> set.manifest().annotator() + " " + set.manifest().version())
                .containsExactly("rater-a 1", "rater-b 1", "rater-a 2");
    }

    @Test
    void acceptingTwiceIsAcceptingOnce() {
        bench.label(study, "rater-a", MASK, Acceptance.AT_ONCE);
        var again = bench.ingest.labelReview().accept(Bench.PROJECT, study, "l1", "tester");

        assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(again.document().status()).isEqualTo(Status.ACCEPTED);
        assertThat(bench.announced(LabelsAccepted.class)).hasSize(1);
    }

    @Test
    void withdrawalIsFinalAndTheSameMaskMayComeAgainAsANewSet() {
        bench.label(study, "rater-a", MASK, Acceptance.AT_ONCE);
        bench.ingest.labelReview().withdraw(Bench.PROJECT, study, "l1", "wrong patient", "tester");

        assertRefused(
                "labels-withdrawn", () -> bench.ingest.labelReview().accept(Bench.PROJECT, study, "l1", "tester"));
        var anew = bench.label(study, "rater-a", MASK, Acceptance.LATER);

        assertThat(anew.document().manifest().labels()).isEqualTo("l2");
        assertThat(bench.announced(LabelsWithdrawn.class))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo("wrong patient"));
    }

    @Test
    void labelsOfAnUnknownStudyAreToBeSentAgainLater() {
        assertThatThrownBy(() -> bench.label("aaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaa", "rater-a", MASK, Acceptance.LATER))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.refusal().kind()).isEqualTo(Refusal.Kind.CONFLICT);
                    assertThat(e.refusal().code()).isEqualTo("unknown-study");
                });
    }

    @Test
    void aMaskWithAnUnknownClassIsRefusedAndRemembered() {
        assertRefused("unknown-class", () -> bench.label(study, "rater-a", TinyNifti.of(0, 9), Acceptance.LATER));

        assertThat(bench.ingest.quarantine().list(Bench.PROJECT, "", 10).items())
                .hasSize(1);
    }

    @Test
    void aMaskOnAnotherGridIsRefused() {
        assertRefused("other-grid", () -> bench.label(study, "rater-a", TinyNifti.at(3f, 0, 1), Acceptance.LATER));
    }

    private static void assertRefused(String code, Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(code));
    }
}
