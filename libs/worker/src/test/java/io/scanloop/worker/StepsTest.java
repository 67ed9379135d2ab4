package io.scanloop.worker;

import static io.scanloop.events.StepKind.FINETUNE;
import static io.scanloop.events.StepKind.PRETRAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scanloop.events.FailureKind;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.Point;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepReady;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.storage.layout.StudyManifest;
import io.scanloop.worker.checkpoint.Standing;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {
    @TempDir
    static Path folder;

    static DirectoryObjectStore store;
    static StoredCohort cohort;
    static Steps steps;

    @BeforeAll
    static void storeACohort() throws IOException {
        store = new DirectoryObjectStore(folder.resolve("store"));
        cohort = new StoredCohort(store, 8, 8, 8);
        cohort.addPhantoms(
                folder.resolve("phantoms"),
                List.of(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.VALIDATION, Split.TEST),
                5);
        steps = worker("here", new ProbeMethod());
    }

    private static Steps worker(String name, ProbeMethod method) throws IOException {
        var settings = new WorkerSettings("worker-" + name, folder.resolve("cache-" + name), 64 << 20, 2);
        return Steps.open(store, settings, any -> method, Clock.systemUTC());
    }

    @AfterAll
    static void close() throws IOException {
        steps.close();
    }

    @Test
    void answersFromTheManifestAtOnce() throws Exception {
        var step = step("r1", PRETRAIN, 0, 3, Map.of());
        var first = run(step, "first");
        var again = new RecordedProgress();

        var second = steps.of(PRETRAIN).run(step, "second", again, Cancellation.NEVER);

        assertThat(second).isEqualTo(first);
        assertThat(((StepOutcome.Completed) second).winner()).isEqualTo("first");
        assertThat(again.shares).as("nothing was trained").isEmpty();
        assertThat(keys("r1", "pretrain-0")).hasSize(4).noneMatch(key -> key.contains("second"));
    }

    @Test
    void leavesWhatTheNextStepAndTheReadersOfMetricsNeed() throws Exception {
        var manifest = manifest(run(step("r2", PRETRAIN, 0, 3, Map.of()), "first"));

        assertThat(manifest.outputs()).containsOnlyKeys("metrics", "optimizer-0", "weights-0");
        assertThat(manifest.iteration()).isEqualTo(3);
        assertThat(manifest.provenance())
                .containsEntry("method", ProbeMethod.ID)
                .containsEntry("seed", "17")
                .containsKeys("engine", "threads", "processor", "weights", "export_matched", "program_sha256");
        assertThat(manifest.figures()).containsKeys("pretrain/loss", "seconds/checkpoint", "seconds/waiting");
        assertThat(points(manifest))
                .extracting(Point::key)
                .contains(
                        "pretrain/loss", "pretrain/rate", "pretrain/grad_norm", "worker/stall", "worker/iteration_ms");
        assertThat(steps(manifest, "pretrain/loss")).containsExactly(1L, 2L, 3L);
        assertThat(steps(manifest, "validation/loss"))
                .as("of patients that it does not learn from")
                .containsExactly(3L);
        assertThat(manifest.figures())
                .containsEntry(
                        "validation/loss", values(manifest, "validation/loss").get(0));
    }

    @Test
    void ofTwoAttemptsTheFirstWinsAndTheOtherLeavesNothing() throws Exception {
        var step = step("r3", PRETRAIN, 0, 3, Map.of());
        var slow = new RecordedProgress();
        slow.atTheEnd = () -> unchecked(() -> run(step, "fast")); // while the slow one has not committed yet

        var outcome = (StepOutcome.Completed) steps.of(PRETRAIN).run(step, "slow", slow, Cancellation.NEVER);

        assertThat(outcome.winner()).isEqualTo("fast");
        assertThat(keys("r3", "pretrain-0")).hasSize(4).noneMatch(key -> key.contains("slow"));
    }

    @Test
    void goesOnBitForBitWhereAnotherWorkerWasInterrupted() throws Exception {
        var undisturbed = manifest(run(step("r4", FINETUNE, 0, 6, Map.of()), "whole"));
        var step = step("r5", FINETUNE, 0, 6, Map.of());
        var drain = RecordedProgress.after(4, Cancellation.Cause.DRAIN);

        var interrupted =
                (StepOutcome.Interrupted) steps.of(FINETUNE).run(step, "early", new RecordedProgress(), drain);
        StepManifest finished;
        try (var elsewhere = worker("elsewhere", new ProbeMethod())) {
            finished = manifest(elsewhere
                    .of(FINETUNE)
                    .run(
                            StoredCohort.continued(step, interrupted.progress()),
                            "late",
                            new RecordedProgress(),
                            Cancellation.NEVER));
        }

        assertThat(interrupted.iteration()).isEqualTo(4);
        assertThat(weights(finished)).isEqualTo(weights(undisturbed)).isNotEmpty();
        assertThat(finished.provenance().get("weights"))
                .isEqualTo(undisturbed.provenance().get("weights"));
        assertThat(steps(finished, "finetune/loss")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(values(finished, "finetune/loss")).isEqualTo(values(undisturbed, "finetune/loss"));
        assertThat(finished.deviceSeconds())
                .isGreaterThan(Documents.redeem(store, interrupted.progress(), Standing.class)
                        .deviceSeconds());
    }

    @Test
    void twoStepsAreOneOfDoubleLength() throws Exception {
        var whole = manifest(run(step("r6", PRETRAIN, 0, 6, Map.of()), "whole"));

        var first =
                (StepOutcome.Completed) run(cohort.step(ProbeMethod.ID, "r7", PRETRAIN, 0, 3, 6, Map.of()), "first");
        var second = manifest(run(
                cohort.step(ProbeMethod.ID, "r7", PRETRAIN, 1, 3, 6, Map.of("previous", first.manifest())), "second"));

        assertThat(weights(second)).isEqualTo(weights(whole)).isNotEqualTo(weights(manifest(first)));
        assertThat(second.iteration()).isEqualTo(6);
        assertThat(steps(second, "pretrain/loss"))
                .as("each step has its own points")
                .containsExactly(4L, 5L, 6L);
    }

    @Test
    void fineTuningBeginsWithTheEncoder() throws Exception {
        var encoder = (StepOutcome.Completed) run(step("r8", PRETRAIN, 0, 3, Map.of()), "encoder");

        var manifest = manifest(run(step("r8", FINETUNE, 0, 2, Map.of("encoder", encoder.manifest())), "tuned"));
        var scratch = manifest(run(step("r9", FINETUNE, 0, 2, Map.of()), "scratch"));

        assertThat(Double.parseDouble(manifest.provenance().get("encoder_matched")))
                .isBetween(0.5, 1.0);
        assertThat(manifest.provenance().get("encoder"))
                .isEqualTo(manifest(encoder).provenance().get("weights"));
        assertThat(scratch.provenance()).doesNotContainKey("encoder");
        assertThat(weights(manifest)).isNotEqualTo(weights(scratch));
    }

    @Test
    void refusesAnEncoderThatDoesNotFit() throws Exception {
        var noEncoder = (StepOutcome.Completed) run(step("r14", FINETUNE, 0, 1, Map.of()), "first");

        var failure = catchThrowableOfType(
                StepFailure.class,
                () -> run(step("r15", FINETUNE, 0, 1, Map.of("encoder", noEncoder.manifest())), "first"));

        assertThat(failure.outcome().code()).isEqualTo("encoder-misfit");
        assertThat(failure.outcome().failure()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure).hasMessageContaining("head.");
    }

    @Test
    void handsTheBestWeightsOnFromStepToStep() throws Exception {
        var first =
                (StepOutcome.Completed) run(cohort.step(ProbeMethod.ID, "r10", FINETUNE, 0, 30, 60, Map.of()), "first");
        var better = manifest(first);
        assertThat(better.outputs().get("best-0")).isEqualTo(better.outputs().get("weights-0"));
        assertThat(better.figures().get("validation/dice")).isPositive();
        assertThat(points(better)).extracting(Point::key).contains("validation/dice", "validation/dice/3");

        var second = manifest(run(
                cohort.step(ProbeMethod.ID, "r10", FINETUNE, 1, 30, 60, Map.of("previous", betterThanEver(first))),
                "second"));

        assertThat(second.outputs().get("best-0")).isEqualTo(better.outputs().get("weights-0"));
        assertThat(second.outputs().get("best-0")).isNotEqualTo(second.outputs().get("weights-0"));
        assertThat(second.figures()).containsEntry("validation/dice", 1.0);
        assertThat(second.figures().get("validation/dice/last")).isLessThan(1);
    }

    /** The same step with a Dice that nothing beats. */
    private static ObjectRef betterThanEver(StepOutcome.Completed done) {
        var manifest = Documents.redeem(store, done.manifest(), StepManifest.class);
        var figures = new TreeMap<>(manifest.figures());
        figures.put("validation/dice", 1.0);
        return cohort.put(
                "projects/phantoms/copy.json",
                new StepManifest(
                        manifest.project(),
                        manifest.run(),
                        manifest.step(),
                        manifest.kind(),
                        manifest.attempt(),
                        manifest.worker(),
                        manifest.at(),
                        manifest.iteration(),
                        manifest.outputs(),
                        figures,
                        manifest.provenance(),
                        manifest.deviceSeconds()));
    }

    @Test
    void leavesNothingOfACancelledRun() throws Exception {
        var step = step("r11", PRETRAIN, 0, 5, Map.of());
        var cancelled = RecordedProgress.after(2, Cancellation.Cause.CANCELLED);

        var outcome = steps.of(PRETRAIN).run(step, "first", new RecordedProgress(), cancelled);

        assertThat(outcome).isInstanceOf(StepOutcome.Abandoned.class);
        assertThat(keys("r11", "pretrain-0")).isEmpty();
    }

    @Test
    void endsWhereNumbersDo() throws Exception {
        try (var broken = worker("broken", new ProbeMethod(Double.POSITIVE_INFINITY))) {
            var failure = catchThrowableOfType(
                    StepFailure.class,
                    () -> broken.of(PRETRAIN)
                            .run(
                                    step("r12", PRETRAIN, 0, 5, Map.of()),
                                    "first",
                                    new RecordedProgress(),
                                    Cancellation.NEVER));

            assertThat(failure.outcome().failure()).isEqualTo(FailureKind.PERMANENT);
            assertThat(failure.outcome().code()).isEqualTo("not-finite");
        }
    }

    @Test
    void namesTheStudyThatCannotBeRead() throws Exception {
        var rotten = new DirectoryObjectStore(folder.resolve("rotten"));
        var others = new StoredCohort(rotten, 8, 8, 8);
        var bad = others.add(
                Split.TRAIN, new TreeMap<>(Map.of("T1", folder.resolve("phantoms/phantom-001-1/T1.nii.gz"))), null);
        var volume =
                Documents.redeem(rotten, bad.manifest(), StudyManifest.class).grid();
        Files.write(folder.resolve("rotten/objects").resolve(volume.object().key()), new byte[] {1, 2, 3});
        var settings = new WorkerSettings("worker-r", folder.resolve("cache-rotten"), 64 << 20, 2);

        StepFailure failure;
        try (var other = Steps.open(rotten, settings, any -> new ProbeMethod(), Clock.systemUTC())) {
            var step = others.step(ProbeMethod.ID, "r13", PRETRAIN, 0, 2, Map.of());
            failure = catchThrowableOfType(
                    StepFailure.class,
                    () -> other.of(PRETRAIN).run(step, "first", new RecordedProgress(), Cancellation.NEVER));
        }

        assertThat(failure.outcome().failure()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.outcome().code()).isEqualTo("unreadable-study");
        assertThat(failure.outcome().study()).isEqualTo(bad.study());
        assertThat(failure.outcome().revision()).isEqualTo(1);
    }

    private static StepReady step(String run, StepKind kind, int index, int iterations, Map<String, ObjectRef> inputs) {
        return cohort.step(ProbeMethod.ID, run, kind, index, iterations, inputs);
    }

    private static StepOutcome run(StepReady step, String attempt) throws Exception {
        return steps.of(step.kind()).run(step, attempt, new RecordedProgress(), Cancellation.NEVER);
    }

    private interface Work {
        Object done() throws Exception;
    }

    private static void unchecked(Work work) {
        try {
            work.done();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static StepManifest manifest(StepOutcome outcome) {
        return Documents.redeem(store, ((StepOutcome.Completed) outcome).manifest(), StepManifest.class);
    }

    private static List<String> weights(StepManifest manifest) {
        SortedMap<String, ObjectRef> files = Standing.files(manifest.outputs(), "weights-");
        return files.values().stream().map(ObjectRef::sha256).toList();
    }

    private static List<String> keys(String run, String step) {
        return store.list("projects/phantoms/runs/%s/%s/".formatted(run, step), "", 100);
    }

    private static List<Long> steps(StepManifest manifest, String key) {
        return points(manifest).stream()
                .filter(point -> point.key().equals(key))
                .map(Point::step)
                .toList();
    }

    private static List<Double> values(StepManifest manifest, String key) {
        return points(manifest).stream()
                .filter(point -> point.key().equals(key))
                .map(Point::number)
                .toList();
    }

    private static List<Point> points(StepManifest manifest) {
        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(store.open(manifest.outputs().get("metrics").key())), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> Documents.read(line.getBytes(StandardCharsets.UTF_8), Point.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
