package io.scanloop.worker;

import static io.scanloop.events.StepKind.EVALUATE;
import static io.scanloop.events.StepKind.FINETUNE;
import static io.scanloop.events.StepKind.PRETRAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.events.FailureKind;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepReady;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.weights.NumpyArchive;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.TensorArchive;
import io.scanloop.learning.weights.TensorType;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a project says of its fine-tuning is what its steps do. */
class FinetuningTest {
    private static final String ENCODER = "encoder.weight";

    @TempDir
    Path folder;

    DirectoryObjectStore store;
    StoredCohort cohort;
    Steps steps;
    ObjectRef encoder;

    @BeforeEach
    void pretrain() throws Exception {
        store = new DirectoryObjectStore(folder.resolve("store"));
        cohort = new StoredCohort(store, 8, 8, 8);
        cohort.addPhantoms(
                folder.resolve("phantoms"), List.of(Split.TRAIN, Split.TRAIN, Split.VALIDATION, Split.TEST), 5);
        steps = worker("here");
        encoder = done(step("r1", PRETRAIN, 3, Map.of()), "a");
    }

    private Steps worker(String name) throws IOException {
        var settings = new WorkerSettings("worker-" + name, folder.resolve("cache-" + name), 64 << 20, 2);
        return Steps.open(store, settings, any -> new ProbeMethod(), Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        steps.close();
    }

    @Test
    void aLinearProbeLeavesTheEncoderAsItCame() throws Exception {
        cohort.finetune(new Finetuning("linear-probe", null, null));

        var tuned = manifest(done(step("r2", FINETUNE, 3, Map.of("encoder", encoder)), "a"));

        assertThat(floats(tuned, "weights-0", ENCODER)).isEqualTo(floats(manifest(encoder), "weights-0", ENCODER));
        assertThat(tuned.provenance()).containsEntry("regime", "linear-probe").containsKey("encoder_matched");
    }

    @Test
    void aFullFineTuningIsWhatHappensByItself() throws Exception {
        var byItself = manifest(done(step("r3", FINETUNE, 3, Map.of("encoder", encoder)), "a"));
        cohort.finetune(new Finetuning("full", null, null));

        var named = manifest(done(step("r4", FINETUNE, 3, Map.of("encoder", encoder)), "a"));

        assertThat(named.outputs().get("weights-0").sha256())
                .isEqualTo(byItself.outputs().get("weights-0").sha256());
        assertThat(byItself.provenance()).doesNotContainKeys("regime", "average", "layer_decay", "best");
        assertThat(floats(named, "weights-0", ENCODER))
                .as("it learns")
                .isNotEqualTo(floats(manifest(encoder), "weights-0", ENCODER));
    }

    @Test
    void fromScratchNothingIsLoaded() throws Exception {
        var without = manifest(done(step("r5", FINETUNE, 3, Map.of()), "a"));
        cohort.finetune(new Finetuning("scratch", null, null));

        var scratch = manifest(done(step("r6", FINETUNE, 3, Map.of("encoder", encoder)), "a"));

        assertThat(floats(scratch, "weights-0", ENCODER)).isEqualTo(floats(without, "weights-0", ENCODER));
        assertThat(scratch.provenance()).doesNotContainKey("encoder");
    }

    @Test
    void ratesOfLayersFallTowardsTheInput() throws Exception {
        cohort.finetune(new Finetuning(null, 1e-6, null));

        var tuned = manifest(done(step("r7", FINETUNE, 3, Map.of("encoder", encoder)), "a"));

        var before = floats(manifest(encoder), "weights-0", ENCODER);
        var after = floats(tuned, "weights-0", ENCODER);
        assertThat(after).isNotEqualTo(before);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isCloseTo(before[i], within(1e-6f));
        }
    }

    @Test
    void aRegimeThatStartsFromNothingFailsForGood() {
        cohort.finetune(new Finetuning("warm-up", null, null));

        var failure = catchThrowableOfType(StepFailure.class, () -> done(step("r8", FINETUNE, 3, Map.of()), "a"));

        assertThat(failure.outcome().failure()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.outcome().code()).isEqualTo("no-encoder");
        assertThat(failure).hasMessageContainingAll("warm-up", "scratch");
    }

    @Test
    void goesOnBitForBitWithItsAverage() throws Exception {
        cohort.finetune(new Finetuning(null, null, 0.9));
        var undisturbed = manifest(done(step("r9", FINETUNE, 6, Map.of()), "whole"));
        var step = step("r10", FINETUNE, 6, Map.of());
        var drain = RecordedProgress.after(4, Cancellation.Cause.DRAIN);

        var interrupted =
                (StepOutcome.Interrupted) steps.of(FINETUNE).run(step, "early", new RecordedProgress(), drain);
        StepManifest finished;
        try (var elsewhere = worker("elsewhere")) {
            var rest = StoredCohort.continued(step, interrupted.progress());
            var outcome = elsewhere.of(FINETUNE).run(rest, "late", new RecordedProgress(), Cancellation.NEVER);
            finished = manifest(((StepOutcome.Completed) outcome).manifest());
        }

        assertThat(finished.outputs().get("weights-0").sha256())
                .isEqualTo(undisturbed.outputs().get("weights-0").sha256());
        assertThat(finished.outputs().get("best-0").sha256())
                .isEqualTo(undisturbed.outputs().get("best-0").sha256());
        assertThat(floats(finished, "weights-0", "average." + ENCODER))
                .isNotEqualTo(floats(finished, "weights-0", ENCODER));
    }

    @Test
    void theBetterOfWeightsAndTheirAverageIsTheModel() throws Exception {
        cohort.finetune(new Finetuning(null, null, 0.9));

        var model = done(step("r11", FINETUNE, 40, Map.of("encoder", encoder)), "a");
        var tuned = manifest(model);
        var predicted = manifest(done(step("r11", EVALUATE, 1, Map.of("model", model)), "a"));

        double raw = tuned.figures().get("validation/raw/dice");
        double average = tuned.figures().get("validation/average/dice");
        boolean isAverage = average > raw;
        assertThat(average).isNotEqualTo(raw);
        assertThat(tuned.figures()).containsEntry("validation/dice", Math.max(raw, average));
        assertThat(tuned.provenance()).containsEntry("best", isAverage ? "average" : "raw");
        assertThat(tensors(tuned, "best-0")).containsOnlyKeys(ENCODER, "head.weight", "head.bias");
        assertThat(floats(tuned, "best-0", ENCODER))
                .isEqualTo(floats(tuned, "weights-0", isAverage ? "average." + ENCODER : ENCODER));
        assertThat(predicted.outputs()).hasSize(1);
    }

    @Test
    void publishedWeightsComeInInPlaceOfAPretraining() throws Exception {
        var given = weights(6, 3);
        cohort.startFrom("others", given, new Finetuning("linear-probe", null, 0.9).startingFrom("others"));

        var tuned = manifest(done(step("r12", FINETUNE, 3, Map.of()), "a"));

        assertThat(floats(tuned, "weights-0", ENCODER))
                .isEqualTo(TensorArchive.read(given).get(ENCODER).asFloats());
        assertThat(tuned.provenance()).containsEntry("encoder_name", "others").containsKey("encoder_matched");
    }

    @Test
    void publishedWeightsOfAnotherNetworkFailForGoodAndSayWhatWasExpected() throws Exception {
        cohort.startFrom("others", weights(5, 3), Finetuning.DEFAULT.startingFrom("others"));

        var failure = catchThrowableOfType(StepFailure.class, () -> done(step("r13", FINETUNE, 3, Map.of()), "a"));

        assertThat(failure.outcome().failure()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.outcome().code()).isEqualTo("encoder-misfit");
        assertThat(failure).hasMessageContainingAll("\"encoder.weight\" of the network needs [6, 3, 3, 3, 3]", "[5, 3");
    }

    @Test
    void whatIsNoWeightsFailsForGood() throws Exception {
        var broken = Files.write(folder.resolve("broken.npz"), new byte[] {'P', 'K', 1, 2});
        cohort.startFrom("others", broken, Finetuning.DEFAULT.startingFrom("others"));

        var failure = catchThrowableOfType(StepFailure.class, () -> done(step("r14", FINETUNE, 3, Map.of()), "a"));

        assertThat(failure.outcome().code()).isEqualTo("invalid-weights");
    }

    /** An {@code .npz} with an encoder of so many features for so many contrasts. */
    private Path weights(long features, long contrasts) throws IOException {
        long count = features * contrasts * 27;
        var numbers = ByteBuffer.allocate((int) count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            numbers.putFloat((i % 13 - 6) / 20f);
        }
        var file = folder.resolve("weights-%d.npz".formatted(features));
        NumpyArchive.write(
                file,
                List.of(new Safetensors.Tensor(
                        ENCODER, TensorType.F32, List.of(features, contrasts, 3L, 3L, 3L), numbers.flip())));
        return file;
    }

    private StepReady step(String run, StepKind kind, int iterations, Map<String, ObjectRef> inputs) {
        return cohort.step(ProbeMethod.ID, run, kind, 0, iterations, inputs);
    }

    private ObjectRef done(StepReady step, String attempt) throws Exception {
        var outcome = steps.of(step.kind()).run(step, attempt, new RecordedProgress(), Cancellation.NEVER);
        return ((StepOutcome.Completed) outcome).manifest();
    }

    private StepManifest manifest(ObjectRef reference) {
        return Documents.redeem(store, reference, StepManifest.class);
    }

    private float[] floats(StepManifest manifest, String role, String tensor) throws IOException {
        return tensors(manifest, role).get(tensor).asFloats();
    }

    private Map<String, HostTensor> tensors(StepManifest manifest, String role) throws IOException {
        var file = Files.createTempFile(folder, role, ".safetensors");
        try (var bytes = store.open(manifest.outputs().get(role).key())) {
            Files.write(file, bytes.readAllBytes());
        }
        return TensorArchive.read(file);
    }
}
