package io.scanloop.worker;

import static io.scanloop.events.StepKind.EVALUATE;
import static io.scanloop.events.StepKind.FINETUNE;
import static io.scanloop.events.StepKind.PRETRAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.StepOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AMAE from pre-training to masks, as two workers do it; the long form measures what is not training. */
class WholeCourseTest {
    /** Of a measured step. */
    private static final int ITERATIONS = Integer.getInteger("worker.iterations", 40);

    @TempDir
    Path folder;

    DirectoryObjectStore store;
    StoredCohort cohort;

    @Test
    void pretrainsFinetunesAndPredicts() throws Exception {
        storeACohort();
        StepManifest prediction;
        try (var pretrainer = worker("pretrain");
                var finetuner = worker("finetune")) {
            var begun = run(pretrainer, PRETRAIN, 0, 2, 4, Map.of());
            showsWhatWasRebuilt(manifest(begun));
            var encoder = run(pretrainer, PRETRAIN, 1, 2, 4, Map.of("previous", begun));
            var model = run(finetuner, FINETUNE, 0, 2, 2, Map.of("encoder", encoder));
            prediction = manifest(run(finetuner, EVALUATE, 0, 1, 1, Map.of("model", model)));

            assertThat(manifest(encoder).figures()).containsKey("pretrain/loss");
            showsWhatWasRebuilt(manifest(encoder));
            assertThat(manifest(model).outputs()).containsKeys("best-0", "weights-0", "optimizer-0", "metrics");
            assertThat(manifest(model).provenance())
                    .containsEntry("encoder", manifest(encoder).provenance().get("weights"))
                    .containsKey("encoder_matched");
        }

        assertThat(prediction.outputs()).hasSize(1);
        assertThat(prediction.outputs().firstKey()).matches("prediction/[a-z0-9-]+/r1");
    }

    /** Three planes of the tiny preset's crop of 40 voxels side by side, a row for each contrast. */
    private void showsWhatWasRebuilt(StepManifest encoder) throws IOException {
        var picture = Objects.requireNonNull(encoder.outputs().get("reconstruction"));
        assertThat(picture.key())
                .as("of the validation patient, with whom it is erased")
                .contains("/" + cohort.studies().get(4).study() + "/");
        try (var bytes = store.open(picture.key())) {
            var image = ImageIO.read(bytes);
            assertThat(image.getWidth()).isEqualTo(3 * 82 - 2);
            assertThat((image.getHeight() + 2) % 82).isZero();
        }
    }

    /** Prints shares of time; {@code docs/results/worker.md} keeps them. */
    @Test
    @Tag("slow")
    void spendsItsTimeTraining() throws Exception {
        storeACohort();
        try (var worker = worker("measured")) {
            var inputs = Map.<String, ObjectRef>of();
            for (int index = 0; index < 2; index++) {
                var done = run(worker, PRETRAIN, index, ITERATIONS, 2 * ITERATIONS, inputs);
                tell("pretrain-" + index, manifest(done));
                inputs = Map.of("previous", done);
            }
            inputs = Map.of("encoder", inputs.get("previous"));
            for (int index = 0; index < 2; index++) {
                var done = run(worker, FINETUNE, index, ITERATIONS, 2 * ITERATIONS, inputs);
                tell("finetune-" + index, manifest(done));
                inputs = Map.of("previous", done);
            }
            var prediction = manifest(run(worker, EVALUATE, 0, 1, 1, Map.of("model", inputs.get("previous"))));
            System.out.printf("predict-0 %6.1f s%n", prediction.deviceSeconds());
        }
    }

    private static void tell(String step, StepManifest manifest) {
        double seconds = manifest.deviceSeconds();
        double training = manifest.figures().getOrDefault("seconds/training", 0.0);
        double checkpoint = manifest.figures().getOrDefault("seconds/checkpoint", 0.0);
        double waiting = manifest.figures().getOrDefault("seconds/waiting", 0.0);
        System.out.printf(
                "%-10s %6.1f s, training %6.1f s; checkpoint %5.2f s = %.2f %% of the step; waiting for batches %5.2f s = %.2f %% of training%n",
                step, seconds, training, checkpoint, 100 * checkpoint / seconds, waiting, 100 * waiting / training);
        assertThat(checkpoint / seconds)
                .as("%s: share of saving and uploading", step)
                .isLessThan(0.1);
    }

    private void storeACohort() throws Exception {
        store = new DirectoryObjectStore(folder.resolve("store"));
        cohort = new StoredCohort(store, 4, 4, 4);
        cohort.addPhantoms(
                folder.resolve("phantoms"),
                List.of(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.VALIDATION, Split.TEST),
                5);
    }

    private Steps worker(String name) throws Exception {
        return Steps.open(store, new WorkerSettings("worker-" + name, folder.resolve("cache"), 256 << 20, 1));
    }

    private ObjectRef run(
            Steps worker, StepKind kind, int index, int iterations, int total, Map<String, ObjectRef> inputs)
            throws Exception {
        var step = cohort.step("amae", "r1", kind, index, iterations, total, inputs);
        var outcome = worker.of(kind).run(step, "a" + index, new RecordedProgress(), Cancellation.NEVER);
        return ((StepOutcome.Completed) outcome).manifest();
    }

    private StepManifest manifest(ObjectRef reference) {
        return Documents.redeem(store, reference, StepManifest.class);
    }
}
