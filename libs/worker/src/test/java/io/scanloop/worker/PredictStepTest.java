package io.scanloop.worker;

import static io.scanloop.events.StepKind.EVALUATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepReady;
import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.NiftiType;
import io.scanloop.imaging.Volume;
import io.scanloop.measure.Overlap;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictStepTest {
    /** Value of class index 1. */
    private static final int VALUE = 3;

    @TempDir
    Path folder;

    DirectoryObjectStore store;
    StoredCohort cohort;
    Steps steps;
    List<SnapshotStudy> studies;
    Volume truth;

    @BeforeEach
    void storeAnObliqueAndAPlainStudy() throws IOException {
        store = new DirectoryObjectStore(folder.resolve("store"));
        cohort = new StoredCohort(store, 2, 2, 2);
        double cos = Math.cos(0.2);
        double sin = Math.sin(0.2);
        // towards left, posterior and superior, turned about z by 0.2, 1.5 x 2 x 4 mm
        var oblique = Affine.of(new double[][] {
            {-1.5 * cos, 2 * sin, 0, 30}, {-1.5 * sin, -2 * cos, 0, 40}, {0, 0, 4, -25}, {0, 0, 0, 1}
        });
        add(new Geometry(40, 30, 12, oblique));
        truth = box(new Geometry(40, 30, 12, oblique), VALUE, 0);
        add(new Geometry(24, 24, 24, Affine.scaling(2, 2, 2)));
        studies = cohort.studies().stream()
                .sorted(Comparator.comparing(SnapshotStudy::study))
                .toList();
        steps = worker("here");
    }

    private Steps worker(String name) throws IOException {
        var settings = new WorkerSettings("worker-" + name, folder.resolve("cache-" + name), 64 << 20, 1);
        return Steps.open(store, settings, any -> new BrightnessMethod(), Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        steps.close();
    }

    /** A patient with something bright at an odd place. */
    private void add(Geometry grid) throws IOException {
        var image = folder.resolve("image.nii.gz");
        var labels = folder.resolve("labels.nii.gz");
        Nifti.write(image, box(grid, 1000, 100), NiftiType.INT16);
        Nifti.write(labels, box(grid, VALUE, 0), NiftiType.UINT8);
        cohort.add(Split.TEST, new TreeMap<>(Map.of("T1", image)), labels);
    }

    private static Volume box(Geometry grid, float inside, float outside) {
        var voxels = new float[(int) grid.voxels()];
        for (int k = 0; k < grid.sizeZ(); k++) {
            for (int j = 0; j < grid.sizeY(); j++) {
                for (int i = 0; i < grid.sizeX(); i++) {
                    boolean isInside = i >= 5 && i < 17 && j >= 12 && j < 20 && k >= 2 && k < 7;
                    voxels[grid.index(i, j, k)] = isInside ? inside : outside;
                }
            }
        }
        return new Volume(grid, voxels);
    }

    @Test
    void bringsMasksBackToTheGridOnWhichTheStudyWasSent() throws Exception {
        var manifest = manifest(run(step(0, 1), "first"));

        var reference = manifest.outputs()
                .get("prediction/%s/r1".formatted(studies.get(0).study()));
        assertThat(reference.key())
                .isEqualTo("projects/phantoms/patients/%s/studies/%s/predictions/m9/r1/first.nii.gz"
                        .formatted(studies.get(0).patient(), studies.get(0).study()));
        Volume mask = read(reference);
        assertThat(mask.geometry().shape()).containsExactly(40, 30, 12);
        assertThat(mask.geometry().orientation()).isEqualTo("LPS");
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(mask.geometry().affine().at(row, column))
                        .isCloseTo(truth.geometry().affine().at(row, column), within(1e-4));
            }
        }
        assertThat(Overlap.perClass(mask, truth, List.of(VALUE)).get(VALUE).dice())
                .isGreaterThan(0.85);
        assertThat(manifest.outputs()).hasSize(1);
        assertThat(manifest.iteration()).isEqualTo(1);
        assertThat(manifest.provenance()).containsKeys("engine", "weights");
    }

    @Test
    void predictsItsPartOfTheTestStudies() throws Exception {
        var second = manifest(run(step(1, 1), "first"));

        assertThat(second.outputs())
                .containsOnlyKeys("prediction/%s/r1".formatted(studies.get(1).study()));
        assertThat(second.iteration()).isEqualTo(2);
    }

    @Test
    void doesNotPredictAgainWhatAnInterruptedAttemptDid() throws Exception {
        var step = step(0, 2);
        var drain = RecordedProgress.after(1, Cancellation.Cause.DRAIN);

        var interrupted =
                (StepOutcome.Interrupted) steps.of(EVALUATE).run(step, "early", new RecordedProgress(), drain);
        var manifest = manifest(run(StoredCohort.continued(step, interrupted.progress()), "late"));

        assertThat(interrupted.iteration()).isEqualTo(1);
        assertThat(manifest.outputs().values())
                .extracting(ObjectRef::key)
                .satisfiesExactlyInAnyOrder(
                        key -> assertThat(key).endsWith("early.nii.gz"),
                        key -> assertThat(key).endsWith("late.nii.gz"));
    }

    @Test
    void removesItsMasksWhenAnotherAttemptWasFirst() throws Exception {
        var step = step(0, 1);
        var slow = new RecordedProgress();
        slow.atTheEnd = () -> {
            try {
                run(step, "fast");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };

        var outcome = (StepOutcome.Completed) steps.of(EVALUATE).run(step, "slow", slow, Cancellation.NEVER);

        assertThat(outcome.winner()).isEqualTo("fast");
        assertThat(store.list("projects/phantoms/patients/", "", 100))
                .filteredOn(key -> key.contains("/predictions/"))
                .hasSize(1)
                .allMatch(key -> key.endsWith("fast.nii.gz"));
    }

    @Test
    void saysWhenNoModelWasGiven() throws Exception {
        var failure = catchThrowableOfType(
                StepFailure.class,
                () -> run(cohort.step(BrightnessMethod.ID, "r9", EVALUATE, 0, 1, 2, Map.of()), "first"));

        assertThat(failure.outcome().code()).isEqualTo("no-model");
    }

    private StepReady step(int index, int studies) throws IOException {
        return cohort.step(BrightnessMethod.ID, "r9", EVALUATE, index, studies, 2, Map.of("model", model()));
    }

    /** What a fine-tuning leaves; this method has no use for weights. */
    private ObjectRef model() throws IOException {
        var file = Files.write(folder.resolve("weights"), new byte[] {1, 2, 3});
        var weights = store.put("projects/phantoms/runs/r9/finetune-0/a-x/weights-0.safetensors", file);
        return cohort.put(
                "projects/phantoms/runs/r9/finetune-0/manifest.json",
                new StepManifest(
                        StoredCohort.PROJECT,
                        "r9",
                        "finetune-0",
                        StepKind.FINETUNE,
                        "x",
                        "w",
                        Instant.EPOCH,
                        1,
                        new TreeMap<>(Map.of("best-0", weights, "weights-0", weights)),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        1));
    }

    private StepOutcome run(StepReady step, String attempt) throws Exception {
        return steps.of(EVALUATE).run(step, attempt, new RecordedProgress(), Cancellation.NEVER);
    }

    private StepManifest manifest(StepOutcome outcome) {
        return Documents.redeem(store, ((StepOutcome.Completed) outcome).manifest(), StepManifest.class);
    }

    private Volume read(ObjectRef mask) throws IOException {
        var file = folder.resolve("read.nii.gz");
        try (var bytes = store.open(mask.key())) {
            Files.copy(bytes, file);
        }
        return Nifti.read(file, NiftiLimits.DEFAULT);
    }
}
