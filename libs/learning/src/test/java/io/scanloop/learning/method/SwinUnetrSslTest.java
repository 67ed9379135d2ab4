package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.network.SwinEncoder;
import io.scanloop.learning.network.SwinHeads;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.InnerCutout;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.QuarterTurn;
import io.scanloop.learning.view.Studies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwinUnetrSslTest {
    private static final int EDGE = 16;
    private static final OptimizerPlan FAST = OptimizerPlan.adamW(Schedule.constant(5e-3), 0, 1);

    /** A network that trains in seconds. */
    private static final SwinUnetrPreset SMALL = new SwinUnetrPreset(
            EDGE,
            SwinEncoder.swinUnetr(4, List.of(2, 1), List.of(1, 2), 2, PatchMerging.LEXICOGRAPHIC),
            new SwinHeads(SwinHeads.Reconstruction.SINGLE, SwinHeads.TokenReadout.MEAN, 8),
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
        var tiny = Trials.graph(new SwinUnetrSsl().pretraining(TASK));
        var small = Trials.graph(new SwinUnetrSsl().pretraining(ct("small")));
        var paper = Trials.graph(new SwinUnetrSsl().pretraining(ct("paper")));

        assertThat(Trials.stored(tiny, "swinViT.")).isEqualTo(129_398);
        assertThat(Trials.stored(tiny, "conv.")).isEqualTo(48_565);
        assertThat(Trials.stored(tiny, "contrastive_head.")).isEqualTo(6_208);
        assertThat(Trials.stored(small, "swinViT.")).isEqualTo(2_171_466);
        assertThat(Trials.stored(small, "conv.")).isEqualTo(783_913);
        assertThat(Trials.stored(small, "contrastive_head.")).isEqualTo(197_120);
        assertThat(Trials.stored(paper, "swinViT.")).isEqualTo(8_062_002);
        assertThat(Trials.stored(paper, "conv.")).isEqualTo(3_134_545);
        assertThat(Trials.stored(paper, "rotation_head.")).isEqualTo(3_076);
        assertThat(Trials.stored(paper, "contrastive_head.")).isEqualTo(393_728);
        assertThat(Trials.stored(Trials.graph(new SwinUnetrSsl().finetuning(TASK)), ""))
                .isEqualTo(982_685);
        assertThat(Trials.stored(Trials.graph(new SwinUnetrSsl().finetuning(ct("small"))), ""))
                .isEqualTo(15_703_304);
        assertThat(Trials.stored(Trials.graph(new SwinUnetrSsl().finetuning(ct("paper"))), ""))
                .isEqualTo(62_187_296);
    }

    /** The task of the published count: one contrast, 14 classes with the background. */
    private static Task ct(String preset) {
        var classes = IntStream.rangeClosed(1, 13).boxed().toList();
        return new Task(List.of("CT"), classes, List.of(1.5, 1.5, 2.0), preset);
    }

    @Test
    void viewsFillTheInputsOfTheirPrograms() {
        Trials.assertFits(method.pretraining(TASK), Trials.batch(method.pretrainingViews(TASK), 20, 0));
        Trials.assertFits(method.finetuning(TASK), Trials.batch(method.finetuningViews(TASK), 20, 0));
    }

    @Test
    void gradientsReachExactlyItsParameters() {
        var pretraining = Trials.batch(method.pretrainingViews(TASK), 20, 0);
        var finetuning = Trials.batch(method.finetuningViews(TASK), 20, 0);

        assertThat(Trials.groups(Trials.graph(method.pretraining(TASK))))
                .containsExactly("contrastive_head", "conv", "rotation_head", "swinViT");
        assertThat(Trials.unreached(method.pretraining(TASK), pretraining)).isEmpty();
        assertThat(Trials.unreached(method.finetuning(TASK), finetuning)).isEmpty();
    }

    /**
     * Crops look alike to a new network, so each vector finds its partner no easier than the 2B - 2 others. The four logits
     * of a turn have a variance of about 1/3, which costs 3/8 of it, 0.125, above log 4 on average over all turns that a
     * crop may be said to have; the cost spreads like chi-square of 3 degrees, hence four times that as the bound.
     */
    @Test
    void beginsAsOneWhoKnowsNothing() {
        var tiny = new SwinUnetrSsl();
        var batch = Trials.batch(tiny.pretrainingViews(TASK), 40, 0);
        double rotation = 0;
        for (int turn = 0; turn < 4; turn++) {
            var turns = new long[8];
            Arrays.fill(turns, turn);

            var first = Trials.first(tiny.pretraining(TASK), Trials.with(batch, "turns", HostTensor.of(turns, 8)));

            rotation += first.get("loss/rotation") / 4;
            assertThat(first.get("loss/contrast")).isCloseTo(Math.log(7), within(0.01));
            assertThat(first.get("loss"))
                    .isCloseTo(
                            first.get("loss/rotation") + first.get("loss/contrast") + first.get("loss/reconstruction"),
                            within(1e-5));
            assertThat(first.get("cut")).isBetween(0.0, 0.3);
        }
        assertThat(rotation).isBetween(Math.log(4), Math.log(4) + 0.5);
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

    /** What the best constant leaves: the mean distance from the median. */
    private static double constant(float[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        double sum = 0;
        for (float value : values) {
            sum += Math.abs(value - median);
        }
        return sum / values.length;
    }

    /** The image too, not only its median, where a row of linear maps under an absolute error ends. */
    @Test
    void pretrainingLearnsABatch() {
        var batch = Trials.batch(method.pretrainingViews(TASK), 20, 0);
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 200)) {
            var last = trainer.iterate(batch);
            for (int i = 0; i < 199; i++) {
                last = trainer.iterate(batch);
            }

            assertThat(last.get("rotation_accuracy")).isEqualTo(1);
            assertThat(last.get("loss/reconstruction"))
                    .isLessThan(0.6 * constant(batch.inputs().get("targets").asFloats()));
            assertThat(last.get("cosine/positive")).isGreaterThan(0.9);
            assertThat(last.get("cosine/negative")).isLessThan(0);
        }
    }

    /** CT comes as 0 to 1 and T1 with mean 0 and deviation 1: x of the one is to the network what 6 x - 3 is of the other. */
    @Test
    void everyContrastReachesTheNetworkFromItsOwnRange() {
        var ct = new float[EDGE * EDGE * EDGE];
        var t1 = new float[ct.length];
        var beyond = new float[ct.length];
        for (int voxel = 0; voxel < ct.length; voxel++) {
            ct[voxel] = voxel * 7 % 11 / 10f;
            t1[voxel] = 6 * ct[voxel] - 3;
            beyond[voxel] = ct[voxel] == 1 ? 4 : ct[voxel] == 0 ? -4 : ct[voxel];
        }

        var expected = encoded(List.of("CT"), List.of(ct), 1);

        assertThat(encoded(List.of("T1"), List.of(t1), 1)).containsExactly(expected, within(1e-4f));
        assertThat(encoded(List.of("CT"), List.of(beyond), 1)).containsExactly(expected);
        assertThat(encoded(List.of("T1", "CT"), List.of(t1, ct), 0, 1)).containsExactly(expected, within(1e-4f));
        assertThat(encoded(List.of("CT", "T1"), List.of(ct, ct), 0, 1)).isNotEqualTo(expected);
    }

    /** What an encoder with its first weights gives for a study. */
    private float[] encoded(List<String> contrasts, List<float[]> images, float... present) {
        var task = new Task(contrasts, List.of(1), List.of(1.0, 1.0, 1.0), "tiny");
        var graph = Graph.named("encoder");
        int voxels = EDGE * EDGE * EDGE;
        var values = new float[contrasts.size() * voxels];
        for (int contrast = 0; contrast < contrasts.size(); contrast++) {
            System.arraycopy(images.get(contrast), 0, values, contrast * voxels, voxels);
        }
        try (var program = Program.forward(graph, Map.of("encoded", method.encoder(graph, task)))) {
            program.initialize(1);
            return program.run(Map.of(
                            "images", HostTensor.of(values, 1, contrasts.size(), EDGE, EDGE, EDGE),
                            "present", HostTensor.of(present, 1, contrasts.size())))
                    .get("encoded")
                    .asFloats();
        }
    }

    @Test
    void learnsABatchByHeartAndPredictsItsStudy() throws IOException {
        var study = Studies.boxes("a", EDGE, false, 1);

        var learned = Trials.byHeart(method, TASK, study, 300, folder);

        assertThat(learned.first()).isGreaterThan(0.4);
        // the second class is not in the contrast that is there: it has to be told by its place
        assertThat(learned.last()).isLessThan(0.1);
        assertThat(Trials.wrong(learned.predicted(), study, EDGE)).isLessThan(EDGE * EDGE * EDGE / 20);
    }

    @Test
    void theEncoderComesOverWholeAndUnchanged() throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 10)) {
            for (int i = 0; i < 3; i++) {
                trainer.iterate(Trials.batch(method.pretrainingViews(TASK), 20, i));
            }
            pretrained = Trials.weights(trainer, folder);
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
            pretrained = Trials.weights(trainer, folder);
        }

        assertThatThrownBy(() -> ExportTrial.run(new SwinUnetrSsl(), TASK, pretrained))
                .hasMessageContaining("swinViT.");
        assertThatThrownBy(() -> SwinUnetrPreset.ALL.named("huge"))
                .hasMessageContaining("tiny, small and paper, got \"huge\"");
    }

    @Test
    void resumesBitForBit() throws IOException {
        var views = method.pretrainingViews(TASK);

        Trials.assertResumes(method.pretraining(TASK), iteration -> Trials.batch(views, 20, iteration), folder);
    }
}
