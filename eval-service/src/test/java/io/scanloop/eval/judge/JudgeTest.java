package io.scanloop.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.eval.Announcer;
import io.scanloop.eval.Cohort;
import io.scanloop.eval.judge.Judge.Outcome;
import io.scanloop.events.EvaluationReport;
import io.scanloop.events.GateVerdict;
import io.scanloop.events.ModelPromoted;
import io.scanloop.events.ModelRegistered;
import io.scanloop.events.ModelRejected;
import io.scanloop.events.Split;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Gate;
import io.scanloop.storage.layout.ModelManifest;
import io.scanloop.storage.layout.ModelReport;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JudgeTest {
    /** Two documents and three events. */
    private static final int EFFECTS = 5;

    @TempDir
    Path folder;

    private ObjectStore store;

    @BeforeEach
    void open() {
        store = new DirectoryObjectStore(folder);
    }

    @Test
    void aCompletedRunLeavesAModelAReportAndAChampion() throws InterruptedException {
        var log = log(Cohort.small(store, "brain"), 1);

        assertThat(judge(store, log, log).judge("brain", "r1", () -> true)).isEqualTo(Outcome.JUDGED);

        var registered = log.of(ModelRegistered.class).get(0);
        var manifest = Documents.redeem(store, registered.manifest(), ModelManifest.class);
        assertThat(manifest.model()).isEqualTo("m1");
        assertThat(manifest.weights()).hasSize(1);
        assertThat(manifest.weights().get(0).key()).contains("finetune-1").endsWith("best-0.safetensors");
        assertThat(log.of(ModelPromoted.class)).extracting(ModelPromoted::model).containsExactly("m1");
        var summary = log.of(EvaluationReport.class).get(0);
        assertThat(summary.verdict()).isEqualTo(GateVerdict.PROMOTED);
        assertThat(summary.look()).isEqualTo(1);
        assertThat(summary.looks()).isEqualTo(100);
    }

    @Test
    void patientsAreTheUnitAndUndefinedScoresAreSkippedAndCounted() throws InterruptedException {
        var report = report(Cohort.small(store, "brain"));

        // organ: patient e 1; f (2/3 + 1) / 2 over two studies; g 0
        var organ = report.classes().get(0);
        assertThat(organ.score().dice()).isCloseTo((1 + 5 / 6.0 + 0) / 3, within(1e-12));
        assertThat(organ.iou()).isCloseTo((1 + (0.5 + 1) / 2 + 0) / 3, within(1e-12));
        assertThat(organ.precision()).isCloseTo((1 + 1 + 0) / 3.0, within(1e-12));
        assertThat(organ.recall()).isCloseTo((1 + (0.5 + 1) / 2 + 0) / 3, within(1e-12));
        assertThat(organ.patients()).isEqualTo(3);
        assertThat(organ.skipped()).isZero();
        // lesion: e 1; f has none and none was found; g 2/3
        var lesion = report.classes().get(1);
        assertThat(lesion.score().dice()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
        assertThat(lesion.patients()).isEqualTo(2);
        assertThat(lesion.skipped()).isEqualTo(2);
        assertThat(report.mean().dice())
                .isCloseTo((organ.score().dice() + lesion.score().dice()) / 2, within(1e-12));
        assertThat(report.mean().low()).isBetween(0.0, report.mean().dice());
        assertThat(report.mean().high()).isBetween(report.mean().dice(), 1.0);
        assertThat(report.patients()).isEqualTo(Map.of(Split.TRAIN, 3, Split.VALIDATION, 1, Split.TEST, 3));
        assertThat(report.studies()).hasSize(4);
        assertThat(report.studies().get(1).dice()).containsOnlyKeys(1);
        assertThat(report.panel()).matches("[0-9a-f]{16}");
        assertThat(report.phases().get(0)).isEqualTo(new ModelReport.PhaseCost("finetune", 2, 200, 25));
    }

    @Test
    void theFloorLearnsFromTrainPatientsAndSeesCommonContrastsOnly() throws InterruptedException {
        var baseline = report(Cohort.small(store, "brain")).baseline();

        assertThat(baseline).isNotNull();
        assertThat(baseline.contrasts()).containsExactly("T1");
        assertThat(baseline.dice()).isBetween(0.0, 1.0);
        assertThat(baseline.classes()).containsOnlyKeys(1, 2);
    }

    @Test
    void judgingAgainChangesNothing() throws InterruptedException {
        var log = log(Cohort.small(store, "brain"), 1);
        judge(store, log, log).judge("brain", "r1", () -> true);

        assertThat(judge(store, log, log).judge("brain", "r1", () -> true)).isEqualTo(Outcome.STOOD);

        assertThat(log.of(ModelRegistered.class)).hasSize(1);
    }

    static Stream<Arguments> deaths() {
        return IntStream.rangeClosed(1, EFFECTS)
                .boxed()
                .flatMap(effect -> Stream.of(Arguments.of(effect, true), Arguments.of(effect, false)));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void whereverAJudgeDiesEachEffectIsThereOnce(int effect, boolean isSeen) throws InterruptedException {
        var log = log(Cohort.small(store, "brain"), 1);
        var mortal = new Mortal(effect, isSeen);
        assertThatThrownBy(() ->
                        judge(mortal.store(store), log, mortal.announcer(log)).judge("brain", "r1", () -> true))
                .isInstanceOf(Mortal.Death.class);

        judge(store, log, log).judge("brain", "r1", () -> true);

        assertEachEffectOnce(log);
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void aJudgeThatLosesItsProjectSendsNothingMore(int effect, boolean isSeen) throws InterruptedException {
        var log = log(Cohort.small(store, "brain"), 1);
        var asked = new int[1];
        var first = judge(store, log, log);
        var second = judge(store, log, log);
        try {
            // the second judge takes over between two effects of the first
            first.judge("brain", "r1", () -> {
                boolean isOurs = ++asked[0] < effect;
                if (!isOurs) {
                    run(second);
                }
                return isOurs;
            });
            run(second);
        } catch (LostOwnershipException e) {
            assertThat(asked[0]).isEqualTo(effect);
        }

        assertEachEffectOnce(log);
    }

    private static void run(Judge judge) {
        try {
            judge.judge("brain", "r1", () -> true);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertEachEffectOnce(HandLog log) {
        assertThat(log.of(ModelRegistered.class)).hasSize(1);
        assertThat(log.of(EvaluationReport.class)).hasSize(1);
        assertThat(log.of(ModelPromoted.class)).hasSize(1);
        var report =
                Documents.redeem(store, log.of(EvaluationReport.class).get(0).report(), ModelReport.class);
        assertThat(report.verdict()).isEqualTo(GateVerdict.PROMOTED);
        Documents.redeem(store, log.of(ModelRegistered.class).get(0).manifest(), ModelManifest.class);
    }

    @Test
    void aSecondModelIsUndecidableUntilThereIsAPairedTest() throws InterruptedException {
        var cohort = Cohort.small(store, "brain");
        var log = log(cohort, 1);
        judge(store, log, log).judge("brain", "r1", () -> true);
        log.append(cohort.run(6));

        judge(store, log, log).judge("brain", "r6", () -> true);

        var rejected = log.of(ModelRejected.class).get(0);
        assertThat(rejected.verdict()).isEqualTo(GateVerdict.UNDECIDABLE);
        assertThat(rejected.reasons().get(0).code()).isEqualTo("no-paired-test");
        assertThat(rejected.reasons().get(0).message()).contains("m1");
        assertThat(log.of(EvaluationReport.class))
                .extracting(EvaluationReport::look)
                .containsExactly(1, 2);
        assertThat(log.of(ModelPromoted.class)).hasSize(1);
    }

    @Test
    void aModelBelowTheFloorIsRejected() throws InterruptedException {
        var log = log(Cohort.small(store, "brain", new Gate(0.9, null, null, null)), 1);

        judge(store, log, log).judge("brain", "r1", () -> true);

        assertThat(log.of(ModelRejected.class).get(0).verdict()).isEqualTo(GateVerdict.REJECTED);
        assertThat(log.of(ModelRejected.class).get(0).reasons().get(0).code()).isEqualTo("below-floor");
    }

    @Test
    void aMissingMaskIsNamedAndLeavesTheModelUndecided() throws InterruptedException {
        var cohort = Cohort.small(store, "brain").add('h', 'a', Split.TEST, 0, 0, 1, 1, 2, 2);
        var log = log(cohort, 1);

        judge(store, log, log).judge("brain", "r1", () -> true);

        var report = log.of(EvaluationReport.class).get(0);
        assertThat(report.verdict()).isEqualTo(GateVerdict.UNDECIDABLE);
        assertThat(report.reasons().get(0).message()).contains(Cohort.study('h', 'a'));
        assertThat(report.testPatients()).isEqualTo(4);
    }

    @Test
    void aMaskOnAnotherGridIsNamed() throws InterruptedException {
        var log = log(Cohort.small(store, "brain").mask('g', 'a', 0, 1), 1);

        judge(store, log, log).judge("brain", "r1", () -> true);

        assertThat(log.of(EvaluationReport.class).get(0).reasons().get(0).code())
                .isEqualTo("mask-unsound");
    }

    @Test
    void aMaskThatWasAlteredIsNoReasonToRejectTheModel() throws InterruptedException {
        var log = log(Cohort.small(store, "brain"), 1);
        var masks = store.list("projects/brain/", "", 1000).stream()
                .filter(key -> key.contains("prediction"))
                .toList();
        assertThat(masks).isNotEmpty();
        var nonsense = new byte[] {1, 2, 3};
        store.put(masks.get(0), new ByteArrayInputStream(nonsense), nonsense.length);

        assertThatThrownBy(() -> judge(store, log, log).judge("brain", "r1", () -> true))
                .isInstanceOf(LostObjectException.class)
                .hasMessageContaining(masks.get(0));
        store.delete(masks.get(0));
        assertThatThrownBy(() -> judge(store, log, log).judge("brain", "r1", () -> true))
                .isInstanceOf(LostObjectException.class)
                .hasMessageContaining(masks.get(0));
        assertThat(log.of(ModelRegistered.class)).isEmpty();
    }

    @Test
    void aRunWithoutAModelIsNoneOfItsBusiness() throws InterruptedException {
        var log = log(Cohort.small(store, "brain"), 1);

        assertThat(judge(store, log, log).judge("brain", "r9", () -> true)).isEqualTo(Outcome.NO_MODEL);
    }

    private ModelReport report(Cohort cohort) throws InterruptedException {
        var log = log(cohort, 1);
        judge(store, log, log).judge("brain", "r1", () -> true);
        return Documents.redeem(store, log.of(EvaluationReport.class).get(0).report(), ModelReport.class);
    }

    private static HandLog log(Cohort cohort, long number) {
        var log = new HandLog(cohort.arrivals());
        log.append(List.copyOf(cohort.run(number)));
        return log;
    }

    private static Judge judge(ObjectStore store, HandLog log, Announcer announcer) {
        var reader = log.reader();
        return new Judge(store, reader.views, reader, announcer, NiftiLimits.DEFAULT, Clock.systemUTC());
    }
}
