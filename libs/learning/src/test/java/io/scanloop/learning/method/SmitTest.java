package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.network.SmitHead;
import io.scanloop.learning.network.SmitUnet;
import io.scanloop.learning.network.SwinEncoder;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.MaskedPairs;
import io.scanloop.learning.view.Studies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmitTest {
    private static final int EDGE = 16;
    private static final int PROTOTYPES = 16;
    private static final OptimizerPlan FAST = OptimizerPlan.adamW(Schedule.constant(5e-3), 0, 1);

    private static final Task TASK = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");

    @TempDir
    private Path folder;

    private final Smit method = new Smit(task -> preset(SmitPreset.Export.STUDENT, 0));

    /** A network that trains in seconds. */
    private static SmitPreset preset(SmitPreset.Export export, double still) {
        return new SmitPreset(
                20,
                EDGE,
                new SwinEncoder(
                        4, List.of(2, 1), List.of(1, 2), 2, PatchMerging.LEXICOGRAPHIC, SwinEncoder.Form.SMIT, 0.1),
                new SmitHead(12, 8, PROTOTYPES),
                0.7,
                0.1,
                0.1,
                Schedule.ramp(0.04, 0.07, 0, 0.5),
                Schedule.ramp(0.04, 0.07, 0.25, 0.5),
                0.9,
                still,
                export,
                2,
                FAST,
                SmitUnet.Decoder.PLAIN,
                Norm.INSTANCE,
                SoftDice.SMIT,
                0.5,
                LightChange.NONE,
                0.2,
                2,
                FAST);
    }

    @Test
    void presetsHaveTheCountsOfTheText() {
        var smit = new Smit();
        var paper = new Task(List.of("CT"), List.of(1), List.of(1.5, 1.5, 2.0), "paper");

        assertThat(PretextTrials.count(smit.pretraining(TASK), "student.transformer."))
                .isEqualTo(129_098);
        assertThat(PretextTrials.count(smit.pretraining(TASK), "student.mip.")).isEqualTo(397_312);
        assertThat(PretextTrials.count(smit.pretraining(TASK), "student.token_head."))
                .isEqualTo(35_360);
        var small = new Task(List.of("CT"), List.of(1), List.of(1.5, 1.5, 2.0), "small");

        assertThat(PretextTrials.count(smit.pretraining(TASK), "student.")).isEqualTo(597_226);
        assertThat(PretextTrials.count(smit.pretraining(small), "student.transformer."))
                .isEqualTo(2_209_192);
        assertThat(PretextTrials.count(smit.pretraining(small), "student.")).isEqualTo(19_949_864);
        assertThat(PretextTrials.count(smit.pretraining(paper), "student.")).isEqualTo(49_192_632);
        assertThat(PretextTrials.count(smit.pretraining(paper), "teacher.")).isEqualTo(49_192_632 - 25_198_592 - 48);
    }

    @Test
    void viewsFillTheInputsOfTheirPrograms() {
        PretextTrials.assertFits(method.pretraining(TASK), pretraining(0));
        PretextTrials.assertFits(method.finetuning(TASK), PretextTrials.batch(method.finetuningViews(TASK), 20, 0));
    }

    @Test
    void hidesTheShareOfTheTextRoundedUp() {
        assertThat(new MaskedPairs(128, 96, 16, 0.7, 1).hidden()).isEqualTo(152);
        assertThat(new MaskedPairs(44, 32, 8, 0.7, 1).hidden()).isEqualTo(45);

        float[] hidden = pretraining(0).inputs().get("hidden").asFloats();

        int blocks = 4 * 4 * 4;
        var masks = new TreeSet<String>();
        for (int row = 0; row < 4; row++) {
            int count = 0;
            var mask = new StringBuilder();
            for (int block = 0; block < blocks; block++) {
                count += (int) hidden[row * blocks + block];
                mask.append((int) hidden[row * blocks + block]);
            }
            assertThat(count).isEqualTo(45);
            masks.add(mask.toString());
        }
        assertThat(masks).hasSize(4);
    }

    @Test
    void cropsOfAPairLieInOneCubeAndInTheVolume() {
        var study = Studies.boxes("a", 40, true, 1);
        var whole = new float[40 * 40 * 40];
        study.crop(0, new int[3], new int[] {40, 40, 40}, whole, 0);
        for (int iteration = 0; iteration < 20; iteration++) {
            var images = new MaskedPairs(20, 16, 8, 0.7, 2)
                    .batch(List.of(study), new Draws(1, iteration))
                    .get("images")
                    .asFloats();
            int first = place(whole, images, 0);
            int second = place(whole, images, 16 * 16 * 16);
            for (int stride : new int[] {1, 40, 1600}) {
                assertThat(Math.abs(first / stride % 40 - second / stride % 40)).isLessThanOrEqualTo(4);
            }
        }
    }

    /** Where in the volume a crop begins; its noise tells. */
    private static int place(float[] whole, float[] images, int at) {
        for (int voxel = 0; voxel < whole.length; voxel++) {
            if (whole[voxel] == images[at] && whole[voxel + 1] == images[at + 1]) {
                return voxel;
            }
        }
        throw new AssertionError("the crop is not of the volume");
    }

    @Test
    void gradientsReachAllParametersOfTheStudent() {
        var finetuning = PretextTrials.batch(method.finetuningViews(TASK), 20, 0);

        assertThat(PretextTrials.unreached(method.pretraining(TASK), pretraining(0)))
                .isEmpty();
        assertThat(PretextTrials.unreached(method.finetuning(TASK), finetuning)).isEmpty();
    }

    @Test
    void beginsAsOneWhoKnowsNothing() {
        var tiny = new Smit();
        try (var trainer = Trainer.create(tiny.pretraining(TASK), 1, 100)) {
            var logged = trainer.iterate(PretextTrials.batch(tiny.pretrainingViews(TASK), 48, 0));

            System.out.println("smit tiny starts with " + logged);
            assertThat(logged.get("loss/mpd")).isCloseTo(Math.log(256), within(4.0));
            assertThat(logged.get("loss/itd")).isCloseTo(Math.log(256), within(4.0));
            assertThat(logged.get("loss"))
                    .isCloseTo(
                            logged.get("loss/mip") + 0.1 * logged.get("loss/mpd") + 0.1 * logged.get("loss/itd"),
                            within(1e-4));
            assertThat(logged).containsEntry("temperature_global", 0.04).containsEntry("centre/tokens", 0.0);
            assertThat(logged.get("entropy/tokens")).isBetween(0.0, Math.log(256) + 1e-3);
            var next = trainer.iterate(PretextTrials.batch(tiny.pretrainingViews(TASK), 48, 1));
            assertThat(next.get("centre/tokens")).isPositive();
            assertThat(next.get("centre/global")).isPositive();
            assertThat(next.get("temperature_tokens")).isCloseTo(0.043, within(1e-9));
        }
    }

    @Test
    void theTeacherBeginsAsACopyAndFollowsByTheGlobalIteration() throws IOException {
        int total = 4;
        var momentum = Schedule.momentum(0.9);
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, total)) {
            var names = List.of(
                    "transformer.layers1.0.blocks.0.mlp.linear1.weight",
                    "norm.weight",
                    "global_head.last_layer.weight_v");
            for (var name : names) {
                var files = PretextTrials.weights(trainer, folder);
                assertThat(PretextTrials.read(files, "teacher." + name))
                        .containsExactly(PretextTrials.read(files, "student." + name));
            }
            for (int iteration = 0; iteration < total; iteration++) {
                var before = PretextTrials.weights(trainer, folder);
                trainer.iterate(pretraining(iteration));
                var after = PretextTrials.weights(trainer, folder);
                double kept = momentum.at(iteration, total);
                for (var name : names) {
                    float[] old = PretextTrials.read(before, "teacher." + name);
                    float[] student = PretextTrials.read(after, "student." + name);
                    float[] teacher = PretextTrials.read(after, "teacher." + name);
                    assertThat(student).isNotEqualTo(PretextTrials.read(before, "student." + name));
                    for (int i = 0; i < old.length; i++) {
                        assertThat((double) teacher[i])
                                .isCloseTo(kept * old[i] + (1 - kept) * student[i], within(1e-6));
                    }
                }
            }
        }
    }

    @Test
    void prototypesStandStillAtFirstWhereAsked() throws IOException {
        var still = new Smit(task -> preset(SmitPreset.Export.STUDENT, 0.5));
        var name = "student.token_head.last_layer.weight_v";
        try (var trainer = Trainer.create(still.pretraining(TASK), 1, 4)) {
            float[] first = PretextTrials.read(PretextTrials.weights(trainer, folder), name);
            trainer.iterate(pretraining(0));
            trainer.iterate(pretraining(1));
            assertThat(PretextTrials.read(PretextTrials.weights(trainer, folder), name))
                    .containsExactly(first);
            trainer.iterate(pretraining(2));
            assertThat(PretextTrials.read(PretextTrials.weights(trainer, folder), name))
                    .isNotEqualTo(first);
        }
    }

    @Test
    void pretrainingLearnsABatch() {
        var batch = pretraining(0);
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 200)) {
            double first = trainer.iterate(batch).get("loss/mip");
            double last = first;
            for (int i = 0; i < 199; i++) {
                last = trainer.iterate(batch).get("loss/mip");
            }
            assertThat(last).isLessThan(0.6 * first);
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
            // the second class is not in the contrast that is there: it has to be told by its place
            assertThat(last).isLessThan(0.1);
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
        assertThat(wrong).isLessThan(truth.length / 20);
    }

    @Test
    void theEncoderOfStudentOrTeacherComesOverWholeAndUnchanged() throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 10)) {
            for (int i = 0; i < 3; i++) {
                trainer.iterate(pretraining(i));
            }
            pretrained = PretextTrials.weights(trainer, folder);
        }
        var graph = Graph.named("encoder");
        assertThat(method.encoder(graph, TASK).rank()).isEqualTo(1);

        for (var export : SmitPreset.Export.values()) {
            var chosen = new Smit(task -> preset(export, 0));
            var trial = ExportTrial.run(chosen, TASK, pretrained);

            assertThat(trial.difference()).isZero();
            assertThat(trial.loaded().parameters())
                    .isEqualTo(graph.parameterMap().size());
        }
        var weight = "transformer.layers1.0.blocks.0.mlp.linear1.weight";
        assertThat(PretextTrials.read(pretrained, "student." + weight))
                .isNotEqualTo(PretextTrials.read(pretrained, "teacher." + weight));
        try (var trainer = Trainer.create(method.finetuning(TASK), 1, 10)) {
            trainer.load(pretrained, new Smit(task -> preset(SmitPreset.Export.TEACHER, 0)).export(TASK));
            assertThat(PretextTrials.read(PretextTrials.weights(trainer, folder), weight))
                    .containsExactly(PretextTrials.read(pretrained, "teacher." + weight));
        }
    }

    @Test
    void anEncoderOfAnotherSizeIsRefused() throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 10)) {
            pretrained = PretextTrials.weights(trainer, folder);
        }

        assertThatThrownBy(() -> ExportTrial.run(new Smit(), TASK, pretrained)).hasMessageContaining("transformer.");
        assertThatThrownBy(() -> SmitPreset.named("huge")).hasMessageContaining("tiny, small and paper, got \"huge\"");
    }

    @Test
    void resumesBitForBitTeacherAndCentresIncluded() throws IOException {
        PretextTrials.assertResumesBitForBit(method.pretraining(TASK), method.pretrainingViews(TASK), 20, folder);

        try (var trainer = Trainer.create(method.pretraining(TASK), 3, 4)) {
            trainer.restore(folder.resolve("resumed"));
            var files = PretextTrials.weights(trainer, folder);
            assertThat(PretextTrials.read(files, "centre.tokens"))
                    .hasSize(PROTOTYPES)
                    .isNotEqualTo(new float[PROTOTYPES]);
            assertThat(PretextTrials.read(files, "centre.global"))
                    .hasSize(PROTOTYPES)
                    .isNotEqualTo(new float[PROTOTYPES]);
        }
    }

    private Batch pretraining(long iteration) {
        return PretextTrials.batch(method.pretrainingViews(TASK), 20, iteration);
    }

    /** After 400 steps: hidden voxels at less than 60 % of the error at the start, no collapse of the teacher. */
    @Test
    @Tag("slow")
    void rebuildsNewCropsAndDoesNotCollapse() {
        var tiny = new Smit();
        var views = tiny.pretrainingViews(TASK);
        try (var trainer = Trainer.create(tiny.pretraining(TASK), 1, 400)) {
            double first = 0;
            double last = 0;
            double tokens = 0;
            double global = 0;
            for (int i = 0; i < 400; i++) {
                var logged = trainer.iterate(PretextTrials.batch(views, 48, i));
                first += i < 10 ? logged.get("loss/mip") / 10 : 0;
                last += i >= 360 ? logged.get("loss/mip") / 40 : 0;
                tokens = logged.get("entropy/tokens") / Math.log(256);
                global = logged.get("entropy/global") / Math.log(256);
            }
            System.out.printf("mip %.4f -> %.4f, entropies %.3f %.3f of log K%n", first, last, tokens, global);
            assertThat(last).isLessThan(0.6 * first);
            assertThat(tokens).isBetween(0.2, 0.95);
            assertThat(global).isBetween(0.2, 0.95);
        }
    }
}
