package io.scanloop.worker;

import static io.scanloop.events.StepKind.FINETUNE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scanloop.events.FailureKind;
import io.scanloop.events.Point;
import io.scanloop.events.Split;
import io.scanloop.events.StepReady;
import io.scanloop.learning.method.Methods;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fine-tuning of Pix2Rep that learns from studies without labels, too. */
class MeanTeacherTest {
    @TempDir
    Path folder;

    private final List<Steps> workers = new ArrayList<>();
    private final RecordedProgress progress = new RecordedProgress();
    private DirectoryObjectStore store;
    private StoredCohort cohort;

    @BeforeEach
    void storeStudies() throws IOException {
        store = new DirectoryObjectStore(folder.resolve("store"));
        cohort = new StoredCohort(store, 8, 8, 8);
        cohort.addPhantoms(folder.resolve("phantoms"), List.of(Split.TRAIN, Split.VALIDATION, Split.TEST), 5);
        cohort.finetune(Finetuning.DEFAULT.taught());
    }

    @AfterEach
    void close() throws IOException {
        for (var worker : workers) {
            worker.close();
        }
    }

    @Test
    void whatHasNoLabelsIsLearnedFrom() throws Exception {
        var without = run(step("pix2rep", "r1", 2));
        cohort.add(Split.TRAIN, new TreeMap<>(Map.of("T1", folder.resolve("phantoms/phantom-003-1/T1.nii.gz"))), null);

        var with = run(step("pix2rep", "r2", 2));

        assertThat(weights(with)).isNotEqualTo(weights(without));
        assertThat(with.provenance()).containsEntry("mean_teacher", "true").containsKey("best");
        assertThat(with.figures()).containsKeys("validation/raw/dice", "validation/average/dice");
        assertThat(progress.points)
                .extracting(Point::key)
                .contains("finetune/loss/consistency", "finetune/loss/dice", "finetune/apart");
    }

    @Test
    void goesOnBitForBitWithItsTeacher() throws Exception {
        var undisturbed = run(step("pix2rep", "r3", 4));
        var step = step("pix2rep", "r4", 4);
        var drain = RecordedProgress.after(2, Cancellation.Cause.DRAIN);

        var early = (StepOutcome.Interrupted) worker().of(FINETUNE).run(step, "early", new RecordedProgress(), drain);
        var resumed = run(StoredCohort.continued(step, early.progress()));

        assertThat(weights(resumed)).isEqualTo(weights(undisturbed));
        assertThat(resumed.outputs().get("best-0").sha256())
                .isEqualTo(undisturbed.outputs().get("best-0").sha256());
    }

    @Test
    void aMethodThatHasNoneFailsForGood() {
        var failure = catchThrowableOfType(StepFailure.class, () -> run(step("missu", "r5", 1)));

        assertThat(failure.outcome().failure()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.outcome().code()).isEqualTo("no-teacher");
        assertThat(failure).hasMessageContaining("missu has no mean teacher");
    }

    /** Each run has a worker of its own, as after a restart. */
    private Steps worker() throws IOException {
        var name = "worker-" + workers.size();
        var settings = new WorkerSettings(name, folder.resolve(name), 64 << 20, 1);
        workers.add(Steps.open(store, settings, Methods::named, Clock.systemUTC()));
        return workers.get(workers.size() - 1);
    }

    private StepReady step(String method, String run, int iterations) {
        return cohort.step(method, run, FINETUNE, 0, iterations, Map.of());
    }

    private StepManifest run(StepReady step) throws Exception {
        var outcome = worker().of(FINETUNE).run(step, "a", progress, Cancellation.NEVER);
        return Documents.redeem(store, ((StepOutcome.Completed) outcome).manifest(), StepManifest.class);
    }

    private static String weights(StepManifest manifest) {
        return manifest.outputs().get("weights-0").sha256();
    }
}
