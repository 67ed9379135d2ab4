package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.PixelUnet;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.IntensityLaws;
import io.scanloop.learning.view.SliceMove;
import io.scanloop.learning.view.SlicePairs;
import io.scanloop.learning.view.Studies;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pix2RepTest {
    private static final Task TWO = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final int CROP = 16;
    private static final int PIXELS = 64;

    private final Pix2Rep pix2rep = with(Pix2RepPreset.Loss.INFO_NCE, new PixelUnet(8, 2, 16), 16);
    private final Case study = Studies.boxes("a", CROP, true, 1);
    private final List<Case> cases =
            List.of(study, Studies.boxes("b", CROP, false, 2), study, Studies.boxes("c", CROP, true, 3));
    private final Batch pairs = pix2rep.pretrainingViews(TWO).make(cases, new Draws(1, 0));
    private final Batch labelled = pix2rep.finetuningViews(TWO).make(cases, new Draws(1, 0));

    private static Pix2Rep with(Pix2RepPreset.Loss loss, PixelUnet network, int projection) {
        return with(loss, network, projection, 0.2);
    }

    private static Pix2Rep with(Pix2RepPreset.Loss loss, PixelUnet network, int projection, double temperature) {
        var fast = OptimizerPlan.adamW(Schedule.constant(5e-3), 0, 5);
        return new Pix2Rep(task -> new Pix2RepPreset(
                CROP,
                network,
                projection,
                IntensityLaws.MILD,
                SliceMove.MILD,
                PIXELS,
                SlicePairs.Where.ANYWHERE,
                loss,
                temperature,
                5e-3,
                4,
                fast,
                SoftDice.MONAI,
                1,
                4,
                new OptimizerPlan(fast.rate(), 0, 0.9, 0.999, 1e-8, 5, List.of(new RateRule("head.", 2))),
                fast));
    }

    @Test
    void freshWeightsLearnAtTheirOwnRate() {
        var method = new Pix2Rep();
        var paper = TWO.with("paper");

        var fresh = Regime.SCRATCH.finetuning(method, paper).optimizer();
        var pretrained = Regime.FULL.finetuning(method, paper).optimizer();

        assertThat(fresh.rate().at(0, 100)).isEqualTo(5e-4);
        assertThat(pretrained.rate().at(0, 100)).isEqualTo(5e-5);
        // the head is fresh in both
        for (var plan : List.of(fresh, pretrained)) {
            assertThat(plan.rate().at(0, 100) * plan.multiplier("head.weight")).isCloseTo(1e-2, within(1e-12));
        }
        var tiny = TWO.with("tiny");
        var ours = method.scratch(tiny).optimizer();
        assertThat(ours.rates()).isEqualTo(method.finetuning(tiny).optimizer().rates());
        for (int iteration = 0; iteration < 100; iteration++) {
            assertThat(ours.rate().at(iteration, 100))
                    .isEqualTo(method.finetuning(tiny).optimizer().rate().at(iteration, 100));
        }
    }

    @Test
    void networksHaveTheCountsOfTheText() {
        var tiny = Trials.graph(
                with(Pix2RepPreset.Loss.INFO_NCE, new PixelUnet(8, 3, 32), 32).pretraining(TWO));
        var paper = TWO.with("paper");
        var large = Trials.graph(new Pix2Rep().pretraining(paper));

        assertThat(Trials.count(tiny, "backbone.")).isEqualTo(133_216);
        assertThat(Trials.count(tiny, "projection.")).isEqualTo(2_176);
        assertThat(Trials.count(large, "backbone.")).isEqualTo(134_883_072);
        assertThat(Trials.count(large, "projection.")).isEqualTo(328_704);
        assertThat(Trials.count(Trials.graph(new Pix2Rep().pretraining(TWO)), ""))
                .isEqualTo(299_040 + 7_424);
    }

    @Test
    void gradientsReachExactlyItsParameters() {
        assertThat(Trials.groups(Trials.graph(pix2rep.pretraining(TWO)))).containsExactly("backbone", "projection");
        assertThat(Trials.groups(Trials.graph(pix2rep.finetuning(TWO)))).containsExactly("backbone", "head");
        assertThat(Trials.unreached(pix2rep.finetuning(TWO), labelled)).isEmpty();
        // batch norm takes away what the bias before it adds, so that one hardly learns
        assertThat(Trials.unreached(pix2rep.pretraining(TWO), pairs))
                .allMatch(name -> name.equals("projection.0.bias"));
    }

    @Test
    void viewsFillTheInputsOfTheirPrograms() {
        Trials.assertFits(pix2rep.pretraining(TWO), pairs);
        Trials.assertFits(pix2rep.finetuning(TWO), labelled);
    }

    /** At the published temperature; a quarter of the pixels do not count, and are no choices either. */
    @Test
    void infoNceBeginsAtTheLogarithmOfItsChoices() {
        var method = with(Pix2RepPreset.Loss.INFO_NCE, new PixelUnet(8, 2, 16), 16, Pix2RepPreset.PAPER.temperature());
        var views = method.pretrainingViews(TWO).make(cases, new Draws(2, 0));

        for (var batch : List.of(views, strangers(views))) {
            var first = Trials.first(method.pretraining(TWO), batch);

            assertThat(first.get("counted")).isBetween(0.7, 0.8);
            double choices = 2 * first.get("counted") * PIXELS - 1;
            assertThat(first.get("loss/info_nce")).isCloseTo(Math.log(choices), within(0.1));
            assertThat(first.get("alignment")).isBetween(0.0, 4.0);
        }
    }

    /**
     * Of n rows of d channels that know nothing of each other: d on the diagonal, d (d - 1) / n beside it. Views of one slice
     * know each other a little.
     */
    @Test
    void barlowTwinsBeginsAtTheNumberOfItsChannels() {
        var twins = with(Pix2RepPreset.Loss.BARLOW_TWINS, new PixelUnet(8, 2, 16), 16);

        var unrelated = Trials.first(twins.pretraining(TWO), strangers(pairs));
        var first = Trials.first(twins.pretraining(TWO), pairs);

        double predicted = 16 * 15 / (unrelated.get("counted") * PIXELS);
        assertThat(unrelated.get("loss/diagonal")).isCloseTo(16, within(2.0));
        assertThat(unrelated.get("loss/others")).isCloseTo(predicted, within(0.35 * predicted));
        assertThat(first.get("loss/diagonal")).isBetween(4.0, 16.0);
        assertThat(first.get("loss"))
                .isCloseTo(first.get("loss/diagonal") + 5e-3 * first.get("loss/others"), within(1e-3));
        assertThat(Trials.unreached(twins.pretraining(TWO), pairs))
                .allMatch(name -> name.matches("projection\\.[01]\\.bias"));
    }

    /** The same pixels of views that have nothing in common, each a noise of its own. */
    private static Batch strangers(Batch views) {
        return Trials.with(Trials.with(views, "first", noise(1)), "second", noise(2));
    }

    private static HostTensor noise(long seed) {
        var chance = new SplittableRandom(seed);
        var values = new float[4 * CROP * CROP];
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) chance.nextDouble(-1, 1);
        }
        return HostTensor.of(values, 4, 1, CROP, CROP);
    }

    @Test
    void pretrainingLearnsABatchByHeart() {
        for (var loss : Pix2RepPreset.Loss.values()) {
            var method = with(loss, new PixelUnet(8, 2, 16), 16);
            try (var trainer = Trainer.create(method.pretraining(TWO), 1, 100)) {
                double first = trainer.iterate(pairs).get("loss");
                Map<String, Double> last = Map.of();
                for (int i = 0; i < 99; i++) {
                    last = trainer.iterate(pairs);
                }

                assertThat(last.get("loss")).as(loss.name()).isLessThan(0.75 * first);
            }
        }
    }

    @Test
    void learnsABatchByHeartAndPredictsItsStudyInSpace(@TempDir Path folder) throws IOException {
        List<Path> weights;
        var slices = pix2rep.finetuningViews(TWO);
        try (var trainer = Trainer.create(pix2rep.finetuning(TWO), 1, 150)) {
            for (int i = 0; i < 150; i++) {
                trainer.iterate(slices.make(List.of(study, study, study, study), new Draws(1, i)));
            }
            weights = Trials.weights(trainer, folder);
        }

        short[] predicted;
        try (var predictor = pix2rep.predictor(TWO, weights)) {
            predicted = predictor.predict(study);
        }

        assertThat(Trials.wrong(predicted, study, CROP)).isLessThan(CROP * CROP * CROP / 20);
    }

    @Test
    void theWholeUnetComesOverUnchanged(@TempDir Path folder) throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(pix2rep.pretraining(TWO), 1, 10)) {
            trainer.iterate(pairs);
            pretrained = Trials.weights(trainer, folder);
        }

        var trial = ExportTrial.run(pix2rep, TWO, pretrained);

        assertThat(trial.difference()).isZero();
        assertThat(trial.loaded().parameters())
                .isEqualTo((int) Trials.graph(pix2rep.finetuning(TWO)).parameterMap().keySet().stream()
                        .filter(name -> name.startsWith("backbone."))
                        .count());
    }

    @Test
    void resumesToTheBitRunningStatisticsIncluded(@TempDir Path folder) throws IOException {
        Trials.assertResumes(pix2rep.pretraining(TWO), pairs, folder);
    }

    @Test
    void theMeanTeacherIsTheAverageOfItsStudentAndIsHeardMoreAndMore(@TempDir Path folder) throws IOException {
        var taught = pix2rep.meanTeacher(TWO).orElseThrow();
        var others = List.of(Studies.boxes("d", CROP, true, 4), Studies.boxes("e", CROP, false, 5));
        List<Path> files;
        Map<String, Double> first;
        Map<String, Double> last;
        try (var trainer = Trainer.create(taught.objective(), 1, 10)) {
            first = trainer.iterate(taught.views().draw(cases, others, 1, 0));
            for (int i = 1; i < 9; i++) {
                trainer.iterate(taught.views().draw(cases, others, 1, i));
            }
            last = trainer.iterate(taught.views().draw(cases, others, 1, 9));
            files = Trials.weights(trainer, folder.resolve("taught"));
        }

        assertThat(first.get("consistency_weight")).isCloseTo(0.1 * Math.exp(-5), within(1e-9));
        assertThat(last.get("consistency_weight")).isEqualTo(0.1);
        assertThat(last.get("apart")).isPositive();
        assertThat(last.get("loss/consistency")).isCloseTo(0.1 * last.get("apart"), within(1e-7));
        assertThat(Trials.read(files, "average.head.weight")).isNotEqualTo(Trials.read(files, "head.weight"));
        var running = "backbone.encoder.0.norm1.running_mean";
        assertThat(Trials.read(files, "average." + running)).isEqualTo(Trials.read(files, running));
        var teacher = Shards.excerpt(files, WeightAverage.averages(), folder, "teacher");
        try (var predictor = pix2rep.predictor(TWO, teacher)) {
            assertThat(predictor.predict(study)).hasSize(CROP * CROP * CROP);
        }
    }

    @Test
    void theMeanTeacherLearnsFromStudiesWithoutLabelsAndResumesToTheBit(@TempDir Path folder) throws IOException {
        var taught = pix2rep.meanTeacher(TWO).orElseThrow();
        var labelled = List.of(study);
        var some = taught.views().draw(labelled, List.of(Studies.boxes("d", CROP, true, 4)), 1, 0);
        var others = taught.views().draw(labelled, List.of(Studies.boxes("e", CROP, true, 5)), 1, 0);

        Trials.assertFits(taught.objective(), some);
        assertThat(Trials.first(taught.objective(), some).get("apart"))
                .isNotEqualTo(Trials.first(taught.objective(), others).get("apart"));
        assertThat(Trials.unreached(taught.objective(), some)).allMatch(name -> name.startsWith("average."));
        Trials.assertResumes(taught.objective(), some, folder);
    }

    @Test
    void itIsFoundByName() {
        assertThat(Methods.named("pix2rep").id()).isEqualTo("pix2rep");
        assertThat(Pix2RepPreset.TINY.finetuningOptimizer().multiplier("head.weight"))
                .isEqualTo(10);
        assertThat(Pix2RepPreset.TINY.finetuningOptimizer().multiplier("backbone.encoder.0.conv1.weight"))
                .isEqualTo(1);
        assertThatThrownBy(() -> Pix2RepPreset.ALL.named("huge")).hasMessageContaining("tiny, small and paper");
    }
}
