package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.network.SwinEncoder;
import io.scanloop.learning.network.SwinHeads;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.InnerCutout;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.QuarterTurn;
import io.scanloop.learning.view.Studies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwinUnetrSslTest {
    private static final int EDGE = 16;
    private static final OptimizerPlan FAST = OptimizerPlan.adamW(Schedule.constant(5e-3), 0, 1);

    /** A network that trains in seconds. */
    private static final SwinUnetrPreset SMALL = new SwinUnetrPreset(
            EDGE,
            SwinEncoder.swinUnetr(4, List.of(2, 1), List.of(1, 2), 2, PatchMerging.LEXICOGRAPHIC),
            new SwinHeads(SwinHeads.Reconstruction.STEPS, SwinHeads.TokenReadout.MEAN, 8),
            QuarterTurn.XY,
            new InnerCutout(0.3),
            InnerCutout.Passes.NOISE_AND_PARTNER,
            0.5,
            2,
            FAST,
            Norm.INSTANCE,
            SoftDice.MONAI,
            0.5,
            LightChange.NONE,
            0.2,
            2,
            FAST);

    private static final Task TASK = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");

    @TempDir
    private Path folder;

    private final SwinUnetrSsl method = new SwinUnetrSsl(task -> SMALL);

    @Test
    void presetsHaveTheCountsOfTheText() {
        var tiny = new SwinUnetrSsl();
        var paper = new Task(List.of("CT"), List.of(1), List.of(1.5, 1.5, 2.0), "paper");

        assertThat(PretextTrials.count(tiny.pretraining(TASK), "swinViT.")).isEqualTo(129_398);
        assertThat(PretextTrials.count(tiny.pretraining(TASK), "conv.")).isEqualTo(48_565);
        assertThat(PretextTrials.count(tiny.finetuning(TASK), "")).isEqualTo(982_685);
        var small = new Task(List.of("CT"), List.of(1), List.of(1.5, 1.5, 2.0), "small");

        assertThat(PretextTrials.count(tiny.pretraining(small), "swinViT.")).isEqualTo(2_171_466);
        assertThat(PretextTrials.count(tiny.pretraining(small), "conv.")).isEqualTo(783_913);
        assertThat(PretextTrials.count(tiny.pretraining(paper), "swinViT.")).isEqualTo(8_062_002);
        assertThat(PretextTrials.count(tiny.pretraining(paper), "conv.")).isEqualTo(3_134_545);
        assertThat(PretextTrials.count(tiny.pretraining(paper), "rotation_head."))
                .isEqualTo(3_076);
        assertThat(PretextTrials.count(tiny.pretraining(paper), "contrastive_head."))
                .isEqualTo(393_728);
    }

    @Test
    void viewsFillTheInputsOfTheirPrograms() {
        PretextTrials.assertFits(method.pretraining(TASK), PretextTrials.batch(method.pretrainingViews(TASK), 20, 0));
        PretextTrials.assertFits(method.finetuning(TASK), PretextTrials.batch(method.finetuningViews(TASK), 20, 0));
    }

    @Test
    void gradientsReachAllParameters() {
        var pretraining = PretextTrials.batch(method.pretrainingViews(TASK), 20, 0);
        var finetuning = PretextTrials.batch(method.finetuningViews(TASK), 20, 0);

        assertThat(PretextTrials.unreached(method.pretraining(TASK), pretraining))
                .isEmpty();
        assertThat(PretextTrials.unreached(method.finetuning(TASK), finetuning)).isEmpty();
    }

    @Test
    void beginsAsOneWhoKnowsNothing() {
        var tiny = new SwinUnetrSsl();
        try (var trainer = Trainer.create(tiny.pretraining(TASK), 1, 100)) {
            var logged = trainer.iterate(PretextTrials.batch(tiny.pretrainingViews(TASK), 40, 0));

            System.out.println("swin-unetr tiny starts with " + logged);
            assertThat(logged.get("loss/rotation")).isCloseTo(Math.log(4), within(0.3));
            assertThat(logged.get("loss/contrast")).isCloseTo(Math.log(7), within(0.3));
            assertThat(logged.get("loss"))
                    .isCloseTo(
                            logged.get("loss/rotation")
                                    + logged.get("loss/contrast")
                                    + logged.get("loss/reconstruction"),
                            within(1e-5));
            assertThat(logged.get("cut")).isBetween(0.0, 0.3);
            assertThat(logged.get("rotation_accuracy")).isBetween(0.0, 1.0);
        }
    }

    @Test
    void cosinesTellPairsFromOthers() {
        var graph = Graph.named("cosines");
        // pairs (x, x), (y, -y)
        Tensor vectors = graph.constant("vectors", new float[] {2, 0, 0, 3, 1, 0, 0, -1}, 4, 2);
        var outputs = Map.of("negative", SwinUnetrSsl.negative(vectors, graph.scalar(0)));
        try (var program = Program.forward(graph, outputs)) {
            assertThat(program.run(Map.of()).get("negative").asFloats()[0]).isCloseTo(0, within(1e-6f));
        }
        var other = Graph.named("cosines");
        // pairs (x, y), (x, y): strangers are alike or at right angles
        Tensor crossed = other.constant("vectors", new float[] {1, 0, 1, 0, 0, 1, 0, 1}, 4, 2);
        try (var program =
                Program.forward(other, Map.of("negative", SwinUnetrSsl.negative(crossed, other.scalar(0))))) {
            assertThat(program.run(Map.of()).get("negative").asFloats()[0]).isCloseTo(0.5f, within(1e-6f));
        }
    }

    @Test
    void pretrainingLearnsABatch() {
        var batch = PretextTrials.batch(method.pretrainingViews(TASK), 20, 0);
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 200)) {
            var first = trainer.iterate(batch);
            var last = first;
            for (int i = 0; i < 199; i++) {
                last = trainer.iterate(batch);
            }

            assertThat(last.get("rotation_accuracy")).isEqualTo(1);
            assertThat(last.get("loss/reconstruction")).isLessThan(0.6 * first.get("loss/reconstruction"));
            assertThat(last.get("cosine/positive")).isGreaterThan(last.get("cosine/negative"));
        }
    }

    @Test
    void learnsABatchByHeartAndPredictsItsStudy() throws IOException {
        var study = Studies.boxes("a", EDGE, false, 1);
        var batch = method.finetuningViews(TASK).make(List.of(study, study), new Draws(1, 0));
        List<Path> weights;
        try (var trainer = Trainer.create(method.finetuning(TASK), 1, 200)) {
            double first = trainer.iterate(batch).get("loss/dice");
            double last = first;
            for (int i = 0; i < 199; i++) {
                last = trainer.iterate(batch).get("loss/dice");
            }
            assertThat(first).isGreaterThan(0.4);
            assertThat(last).isLessThan(0.05);
            weights = PretextTrials.weights(trainer, folder);
        }
        var truth = new long[EDGE * EDGE * EDGE];
        study.cropLabels(new int[3], new int[] {EDGE, EDGE, EDGE}, truth, 0);

        short[] predicted;
        try (var predictor = method.predictor(TASK, weights)) {
            predicted = predictor.predict(study);
        }

        int wrong = 0;
        for (int voxel = 0; voxel < truth.length; voxel++) {
            // the prediction has x fastest, the crop z
            int inCrop = (voxel % EDGE * EDGE + voxel / EDGE % EDGE) * EDGE + voxel / (EDGE * EDGE);
            wrong += predicted[voxel] == truth[inCrop] ? 0 : 1;
        }
        assertThat(wrong).isLessThan(truth.length / 50);
    }

    @Test
    void theEncoderComesOverWholeAndUnchanged() throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 10)) {
            for (int i = 0; i < 3; i++) {
                trainer.iterate(PretextTrials.batch(method.pretrainingViews(TASK), 20, i));
            }
            pretrained = PretextTrials.weights(trainer, folder);
        }

        var trial = ExportTrial.run(method, TASK, pretrained);

        assertThat(trial.difference()).isZero();
        var graph = Graph.named("encoder");
        assertThat(method.encoder(graph, TASK).rank()).isEqualTo(1);
        assertThat(trial.loaded().parameters()).isEqualTo(graph.parameterMap().size());
    }

    @Test
    void anEncoderOfAnotherSizeIsRefused() throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 10)) {
            pretrained = PretextTrials.weights(trainer, folder);
        }

        assertThatThrownBy(() -> ExportTrial.run(new SwinUnetrSsl(), TASK, pretrained))
                .hasMessageContaining("swinViT.");
        assertThatThrownBy(() -> SwinUnetrPreset.named("huge"))
                .hasMessageContaining("tiny, small and paper, got \"huge\"");
    }

    @Test
    void resumesBitForBit() throws IOException {
        PretextTrials.assertResumesBitForBit(method.pretraining(TASK), method.pretrainingViews(TASK), 20, folder);
    }

    /** After 400 steps: an accuracy above 0.9 and a reconstruction below 60 % of its start after 400 steps. */
    @Test
    @Tag("slow")
    void tellsTurnsOfNewCrops() {
        var tiny = new SwinUnetrSsl();
        var views = tiny.pretrainingViews(TASK);
        try (var trainer = Trainer.create(tiny.pretraining(TASK), 1, 400)) {
            double first = 0;
            double accuracy = 0;
            double last = 0;
            for (int i = 0; i < 400; i++) {
                var logged = trainer.iterate(PretextTrials.batch(views, 40, i));
                first += i < 10 ? logged.get("loss/reconstruction") / 10 : 0;
                last += i >= 360 ? logged.get("loss/reconstruction") / 40 : 0;
                accuracy += i >= 360 ? logged.get("rotation_accuracy") / 40 : 0;
            }
            System.out.printf("reconstruction %.4f -> %.4f, rotation accuracy %.3f%n", first, last, accuracy);
            assertThat(accuracy).isGreaterThan(0.9);
            assertThat(last).isLessThan(0.6 * first);
        }
    }
}
