package io.scanloop.worker;

import static io.scanloop.events.StepKind.PRETRAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.Split;
import io.scanloop.events.StepReady;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.storage.layout.StudyManifest;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.StepOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pre-training looks at validation patients, and learns nothing from them. */
class HeldOutStudiesTest {
    private static final String LOSS = "validation/loss";

    @TempDir
    Path folder;

    private DirectoryObjectStore store;
    private StoredCohort cohort;
    private Steps steps;

    @BeforeEach
    void storeTwoTrainStudies() throws IOException {
        store = new DirectoryObjectStore(folder.resolve("store"));
        cohort = new StoredCohort(store, 8, 8, 8);
        cohort.addPhantoms(folder.resolve("phantoms"), List.of(Split.TRAIN, Split.TRAIN), 5);
        var settings = new WorkerSettings("worker", folder.resolve("cache"), 64 << 20, 2);
        steps = Steps.open(store, settings, any -> new ProbeMethod(), Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        steps.close();
    }

    @Test
    void withThemOrWithoutTheWeightsAreTheSame() throws Exception {
        var without = run(step("r1"), Cancellation.NEVER);
        held();

        var with = run(step("r2"), Cancellation.NEVER);

        assertThat(without.figures()).doesNotContainKey(LOSS);
        assertThat(with.figures()).containsKey(LOSS);
        assertThat(with.outputs().get("weights-0").sha256())
                .isEqualTo(without.outputs().get("weights-0").sha256());
    }

    @Test
    void oneThatCannotBeReadCostsTheFiguresOnly() throws Exception {
        var volume =
                Documents.redeem(store, held().manifest(), StudyManifest.class).grid();
        Files.write(folder.resolve("store/objects").resolve(volume.object().key()), new byte[] {1, 2, 3});

        var manifest = run(step("r3"), Cancellation.NEVER);

        assertThat(manifest.iteration()).isEqualTo(3);
        assertThat(manifest.figures()).doesNotContainKey(LOSS).containsKey("pretrain/loss");
    }

    @Test
    void aWorkerThatMustEndLooksNoLongerAndSavesWhatItTrained() throws Exception {
        held();
        var step = step("r4");
        var drain = RecordedProgress.after(4, Cancellation.Cause.DRAIN); // three iterations, one batch

        var interrupted =
                (StepOutcome.Interrupted) steps.of(PRETRAIN).run(step, "early", new RecordedProgress(), drain);
        var finished = run(StoredCohort.continued(step, interrupted.progress()), Cancellation.NEVER);

        assertThat(interrupted.iteration()).isEqualTo(3);
        assertThat(finished.figures()).containsKey(LOSS);
    }

    /** With voxels of its own: the cache has none of it. */
    private SnapshotStudy held() throws IOException {
        cohort.addPhantoms(folder.resolve("others"), List.of(Split.VALIDATION), 6);
        return cohort.studies().get(2);
    }

    private StepReady step(String run) {
        return cohort.step(ProbeMethod.ID, run, PRETRAIN, 0, 3, Map.of());
    }

    private StepManifest run(StepReady step, Cancellation cancellation) throws Exception {
        var outcome = steps.of(PRETRAIN).run(step, "a", new RecordedProgress(), cancellation);
        return Documents.redeem(store, ((StepOutcome.Completed) outcome).manifest(), StepManifest.class);
    }
}
