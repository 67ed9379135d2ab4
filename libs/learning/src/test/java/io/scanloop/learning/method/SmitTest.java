package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.network.SmitHead;
import io.scanloop.learning.network.SmitUnet;
import io.scanloop.learning.network.SwinEncoder;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.MaskedPairs;
import io.scanloop.learning.view.Studies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
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
        return preset(export, still, new SmitHead(12, 8, PROTOTYPES));
    }

    private static SmitPreset preset(SmitPreset.Export export, double still, SmitHead head) {
        return new SmitPreset(
                20,
                EDGE,
                new SwinEncoder(
                        4,
                        List.of(2, 1),
                        List.of(1, 2),
                        2,
                        PatchMerging.LEXICOGRAPHIC,
                        SwinEncoder.Form.SMIT_NARROW,
                        0.1),
                head,
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
        var tiny = Trials.graph(new Smit().pretraining(TASK));
        var small = Trials.graph(new Smit().pretraining(ct("small")));
        var paper = Trials.graph(new Smit().pretraining(ct("paper")));

        assertThat(Trials.stored(tiny, "student.transformer.")).isEqualTo(129_098);
        assertThat(Trials.stored(tiny, "student.mip.")).isEqualTo(397_312);
        assertThat(Trials.stored(tiny, "student.token_head.")).isEqualTo(35_360);
        assertThat(Trials.stored(tiny, "student.")).isEqualTo(597_226);
        assertThat(Trials.stored(small, "student.transformer.")).isEqualTo(2_209_192);
        assertThat(Trials.stored(small, "student.")).isEqualTo(19_949_864);
        assertThat(Trials.stored(paper, "student.transformer.")).isEqualTo(8_763_832);
        assertThat(Trials.stored(paper, "student.")).isEqualTo(49_192_632);
        assertThat(Trials.stored(paper, "teacher.")).isEqualTo(49_192_632 - 25_198_592 - 48);
        assertThat(Trials.stored(Trials.graph(new Smit().finetuning(ct("paper"))), ""))
                .isEqualTo(28_192_614);
        assertThat(Trials.stored(Trials.graph(new Smit().finetuning(ct("small"))), ""))
                .isEqualTo(7_066_470);
        assertThat(Trials.stored(Trials.graph(new Smit().finetuning(TASK)), "")).isEqualTo(431_003);
    }

    /** The task of the published count: one contrast, 14 classes with the background. */
    private static Task ct(String preset) {
        var classes = IntStream.rangeClosed(1, 13).boxed().toList();
        return new Task(List.of("CT"), classes, List.of(1.5, 1.5, 2.0), preset);
    }

    @Test
    void viewsFillTheInputsOfTheirPrograms() {
        Trials.assertFits(method.pretraining(TASK), pretraining(0));
        Trials.assertFits(method.finetuning(TASK), Trials.batch(method.finetuningViews(TASK), 20, 0));
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
    void gradientsReachExactlyTheStudent() {
        var finetuning = Trials.batch(method.finetuningViews(TASK), 20, 0);

        assertThat(Trials.groups(Trials.graph(method.pretraining(TASK))))
                .containsExactly("centre", "student", "teacher");
        assertThat(Trials.unreached(method.pretraining(TASK), pretraining(0))).isEmpty();
        assertThat(Trials.unreached(method.finetuning(TASK), finetuning)).isEmpty();
    }

    /**
     * Cosines with K unit prototypes in d dimensions are near normal with variance 1/d. With d = 256 and tau = 0.04 the
     * teacher's answer is as uncertain as log K - 1/(2 d tau^2) = 4.3, and what it costs to give it lies between 4.8, for
     * a student who sees what the teacher does, and 5.7, for one who sees something else: about log K = 5.5.
     */
    @Test
    void theLossesOfDistillationBeginAboutTheLogarithmOfPrototypes() {
        var wide = new Smit(task -> preset(SmitPreset.Export.STUDENT, 0, new SmitHead(12, 256, 256)));

        var first = Trials.first(wide.pretraining(TASK), Trials.batch(wide.pretrainingViews(TASK), 20, 0));

        assertThat(first.get("loss/mpd")).isBetween(4.4, 6.1);
        assertThat(first.get("loss/itd")).isBetween(4.4, 6.1);
        assertThat(first.get("entropy/tokens")).isCloseTo(4.4, within(0.6));
        assertThat(first.get("entropy/global")).isCloseTo(4.4, within(0.6));
    }

    /**
     * With the d = 32 of tiny the cosines are wide: drawn by themselves they give the teacher an entropy of 1.8 +- 0.7 and
     * cost 2.7 +- 0.5, seen alike, to 6.9 +- 1.0, seen apart.
     */
    @Test
    void tinyBeginsWithATeacherWhoHasHisPreferences() {
        var tiny = new Smit();
        try (var trainer = Trainer.create(tiny.pretraining(TASK), 1, 100)) {
            var logged = trainer.iterate(Trials.batch(tiny.pretrainingViews(TASK), 48, 0));

            assertThat(logged.get("loss/mpd")).isBetween(1.1, 9.0);
            assertThat(logged.get("loss/itd")).isBetween(logged.get("entropy/global"), 9.0);
            assertThat(logged.get("entropy/tokens")).isCloseTo(1.8, within(1.4));
            assertThat(logged.get("entropy/global")).isCloseTo(0.7, within(0.7));
            assertThat(logged.get("loss"))
                    .isCloseTo(
                            logged.get("loss/mip") + 0.1 * logged.get("loss/mpd") + 0.1 * logged.get("loss/itd"),
                            within(1e-5));
            assertThat(logged).containsEntry("temperature_global", 0.02).containsEntry("centre/tokens", 0.0);
            var next = trainer.iterate(Trials.batch(tiny.pretrainingViews(TASK), 48, 1));
            assertThat(next.get("centre/tokens")).isPositive();
            assertThat(next.get("centre/global")).isPositive();
            assertThat(next.get("temperature_tokens")).isEqualTo(0.04);
        }
    }

    /** For the map to voxels says little at first. */
    @Test
    void rebuildingBeginsAtTheMeanAbsoluteDeviationOfWhatIsHidden() {
        var tiny = new Smit();
        var crops = louderInSight(pretraining(0), 4);
        var tinyCrops = louderInSight(Trials.batch(tiny.pretrainingViews(TASK), 48, 0), 8);

        assertThat(Trials.first(method.pretraining(TASK), crops).get("loss/mip"))
                .isCloseTo(1, within(0.05));
        assertThat(Trials.first(tiny.pretraining(TASK), tinyCrops).get("loss/mip"))
                .isCloseTo(1, within(0.05));
    }

    /** Noise in place of images: what is hidden lies in [-2, 2], so its mean absolute deviation is 1; the rest in [-6, 6]. */
    private static Batch louderInSight(Batch batch, int block) {
        long[] shape = batch.inputs().get("images").shape();
        float[] hidden = batch.inputs().get("hidden").asFloats();
        int edge = (int) shape[4];
        int along = edge / block;
        var chance = new SplittableRandom(1);
        var noise = new float[hidden.length * block * block * block];
        for (int at = 0; at < noise.length; at++) {
            int plane = at / edge / edge / block;
            int of = (plane * along + at / edge % edge / block) * along + at % edge / block;
            noise[at] = (float) chance.nextDouble(-1, 1) * (hidden[of] == 1 ? 2 : 6);
        }
        return Trials.with(batch, "images", HostTensor.of(noise, shape));
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
                var files = Trials.weights(trainer, folder);
                assertThat(Trials.read(files, "teacher." + name))
                        .containsExactly(Trials.read(files, "student." + name));
            }
            for (int iteration = 0; iteration < total; iteration++) {
                var before = Trials.weights(trainer, folder.resolve("before"));
                trainer.iterate(pretraining(iteration));
                var after = Trials.weights(trainer, folder.resolve("after"));
                double kept = momentum.at(iteration, total);
                for (var name : names) {
                    float[] old = Trials.read(before, "teacher." + name);
                    float[] student = Trials.read(after, "student." + name);
                    float[] teacher = Trials.read(after, "teacher." + name);
                    assertThat(student).isNotEqualTo(Trials.read(before, "student." + name));
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
            float[] first = Trials.read(Trials.weights(trainer, folder), name);
            trainer.iterate(pretraining(0));
            trainer.iterate(pretraining(1));
            assertThat(Trials.read(Trials.weights(trainer, folder), name)).containsExactly(first);
            trainer.iterate(pretraining(2));
            assertThat(Trials.read(Trials.weights(trainer, folder), name)).isNotEqualTo(first);
        }
    }

    @Test
    void pretrainingLearnsABatch() {
        var batch = pretraining(0);
        assertThat(Trials.left(method.pretraining(TASK), batch, 200, "loss/mip"))
                .isLessThan(0.6);
    }

    @Test
    void learnsABatchByHeartAndPredictsItsStudy() throws IOException {
        var study = Studies.boxes("a", EDGE, false, 1);

        var learned = Trials.byHeart(method, TASK, study, 200, folder);

        assertThat(learned.first()).isGreaterThan(0.4);
        // the second class is not in the contrast that is there: it has to be told by its place
        assertThat(learned.last()).isLessThan(0.1);
        assertThat(Trials.wrong(learned.predicted(), study, EDGE)).isLessThan(EDGE * EDGE * EDGE / 20);
    }

    @Test
    void theEncoderOfStudentOrTeacherComesOverWholeAndUnchanged() throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 10)) {
            for (int i = 0; i < 3; i++) {
                trainer.iterate(pretraining(i));
            }
            pretrained = Trials.weights(trainer, folder);
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
        assertThat(Trials.read(pretrained, "student." + weight))
                .isNotEqualTo(Trials.read(pretrained, "teacher." + weight));
        try (var trainer = Trainer.create(method.finetuning(TASK), 1, 10)) {
            trainer.load(pretrained, new Smit(task -> preset(SmitPreset.Export.TEACHER, 0)).export(TASK));
            assertThat(Trials.read(Trials.weights(trainer, folder.resolve("fine-tuning")), weight))
                    .containsExactly(Trials.read(pretrained, "teacher." + weight));
        }
    }

    @Test
    void anEncoderOfAnotherSizeIsRefused() throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 10)) {
            pretrained = Trials.weights(trainer, folder);
        }

        assertThatThrownBy(() -> ExportTrial.run(new Smit(), TASK, pretrained)).hasMessageContaining("transformer.");
        assertThatThrownBy(() -> SmitPreset.ALL.named("huge"))
                .hasMessageContaining("tiny, small and paper, got \"huge\"");
    }

    @Test
    void resumesBitForBitTeacherAndCentresIncluded() throws IOException {
        Trials.assertResumes(method.pretraining(TASK), this::pretraining, folder);

        try (var trainer = Trainer.create(method.pretraining(TASK), 1, 4)) {
            trainer.restore(folder.resolve("resumed"));
            var files = Trials.weights(trainer, folder.resolve("again"));
            assertThat(Trials.read(files, "centre.tokens")).hasSize(PROTOTYPES).isNotEqualTo(new float[PROTOTYPES]);
            assertThat(Trials.read(files, "centre.global")).hasSize(PROTOTYPES).isNotEqualTo(new float[PROTOTYPES]);
        }
    }

    private Batch pretraining(long iteration) {
        return Trials.batch(method.pretrainingViews(TASK), 20, iteration);
    }
}
