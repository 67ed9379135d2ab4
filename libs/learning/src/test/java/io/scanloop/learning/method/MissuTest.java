package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.network.MultiScaleFusion;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.Transformer;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.Studies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissuTest {
    private static final Task TWO = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final int CROP = 16;

    private final Missu missu = with(MissuPreset.Supervision.DISTILLATION);
    private final Case study = Studies.boxes("a", CROP, true, 1);
    private final Batch batch =
            missu.finetuningViews(TWO).make(List.of(study, Studies.boxes("b", CROP, false, 2)), new Draws(1, 0));

    private static Missu with(MissuPreset.Supervision supervision) {
        return with(supervision, MissuPreset.Segmentation.CROSS_ENTROPY_AND_DICE);
    }

    /** A network that trains in seconds. */
    private static Missu with(MissuPreset.Supervision supervision, MissuPreset.Segmentation segmentation) {
        return new Missu(task -> new MissuPreset(
                CROP,
                8,
                new Transformer(1, 16, 2, 16, Transformer.QkvBias.NONE, 0),
                Norm.GROUP,
                MultiScaleFusion.Weights.SHARED,
                0.3,
                supervision,
                segmentation,
                2,
                OptimizerPlan.adamW(Schedule.constant(1e-2), 0, 1)));
    }

    @Test
    void presetsHaveTheCountsOfTheText() {
        var task = new Task(List.of("T1", "T1c", "T2", "FLAIR"), List.of(1, 2, 3), List.of(1.0, 1.0, 1.0), "tiny");
        var tiny = Trials.graph(new Missu().finetuning(task));
        var paper = task.with("paper");
        var large = Graph.named("inference");
        assertThat(Missu.logits(large, MissuPreset.PAPER, paper)).isNotNull();

        assertThat(Trials.count(tiny, "stem.", "tokens.", "transformer.", "decoder.", "head."))
                .isEqualTo(529_140);
        assertThat(Trials.count(tiny, "msf.")).isEqualTo(110_432);
        assertThat(Trials.count(tiny, "pyramid.")).isEqualTo(18_656);
        assertThat(Trials.count(large, "")).isEqualTo(10_398_436);
    }

    @Test
    void trainingReachesExactlyItsParameters() {
        var taught = with(MissuPreset.Supervision.LABELS);

        assertThat(Trials.groups(Trials.graph(missu.finetuning(TWO))))
                .containsExactly("decoder", "head", "msf", "pyramid", "stem", "tokens", "transformer");
        assertThat(Trials.groups(Trials.graph(taught.finetuning(TWO))))
                .containsExactly("aux", "decoder", "head", "msf", "pyramid", "stem", "tokens", "transformer");
        assertThat(Trials.unreached(missu.finetuning(TWO), batch)).isEmpty();
    }

    @Test
    void aFusionTaughtByLabelsLearnsFromThemOnly() {
        var taught = with(MissuPreset.Supervision.LABELS).finetuning(TWO);

        assertThat(Trials.unreached(taught, batch)).isEmpty();
        var distillationAlone = new Objective(
                "distillation",
                graph -> {
                    var terms = taught.program().apply(graph).terms();
                    return new Terms(
                            terms.stream()
                                    .filter(term -> term.name().equals("segmentation")
                                            || term.name().startsWith("distillation"))
                                    .toList(),
                            Map.of());
                },
                taught.optimizer());
        assertThatThrownBy(() -> Trainer.create(distillationAlone, 1, 1)).hasMessageContaining("msf.0");
    }

    @Test
    void theLossBeginsWhereItShould() {
        var first = Trials.first(missu.finetuning(TWO), batch);

        // log 3 of three classes that are equally likely, and a Dice between 0.5 and 1
        assertThat(first.get("loss/segmentation")).isBetween(1.2, 2.8);
        for (int scale = 1; scale <= 3; scale++) {
            assertThat(first.get("loss/distillation/" + scale)).isBetween(1e-6, Math.sqrt(2));
        }
        double distilled =
                first.get("loss/distillation/1") + first.get("loss/distillation/2") + first.get("loss/distillation/3");
        assertThat(first.get("loss")).isCloseTo(first.get("loss/segmentation") + 0.3 * distilled, within(1e-4));
    }

    @Test
    void labelsAreComparedAsItsSwitchSays() {
        var both = segmentation(MissuPreset.Segmentation.CROSS_ENTROPY_AND_DICE);
        var entropy = segmentation(MissuPreset.Segmentation.CROSS_ENTROPY);
        var dice = segmentation(MissuPreset.Segmentation.DICE);

        assertThat(entropy).isBetween(0.7, 1.8).isLessThan(both);
        // a sum of two classes without background, each between 0 and 1, of networks that know nothing nearly 1
        assertThat(dice).isBetween(1.2, 2.0);
    }

    private double segmentation(MissuPreset.Segmentation kind) {
        return Trials.first(with(MissuPreset.Supervision.DISTILLATION, kind).finetuning(TWO), batch)
                .get("loss/segmentation");
    }

    @Test
    void inferenceHasNothingOfTheFusionAndLearnsABatchByHeart(@TempDir Path folder) throws IOException {
        var twice = missu.finetuningViews(TWO).make(List.of(study, study), new Draws(1, 0));
        List<Path> weights;
        try (var trainer = Trainer.create(missu.finetuning(TWO), 1, 120)) {
            for (int i = 0; i < 120; i++) {
                trainer.iterate(twice);
            }
            weights = Trials.weights(trainer, folder);
            assertThat(trainer.parameters().keySet()).anyMatch(name -> name.startsWith("msf."));
        }
        short[] predicted;
        try (var predictor = missu.predictor(TWO, weights)) {
            predicted = predictor.predict(study);
        }

        assertThat(Trials.wrong(predicted, study, CROP)).isLessThan(CROP * CROP * CROP / 50);
        var graph = Graph.named("inference");
        var logits = Missu.logits(graph, MissuPreset.TINY, TWO);
        try (var program = Program.forward(graph, Map.of("logits", logits))) {
            assertThat(program.parameters().keySet())
                    .isNotEmpty()
                    .noneMatch(name -> name.matches("(msf|pyramid|aux).*"));
        }
        assertThat(new Missu().inference().target("msf.0.point.weight")).isEmpty();
    }

    @Test
    void viewsFillTheInputsAndAnAbsentContrastIsZero() {
        Trials.assertFits(missu.finetuning(TWO), batch);

        float[] images = batch.inputs().get("images").asFloats();
        float sum = 0;
        for (int voxel = 3 * CROP * CROP * CROP; voxel < images.length; voxel++) {
            sum += Math.abs(images[voxel]);
        }
        assertThat(sum).isZero();
    }

    @Test
    void resumesToTheBit(@TempDir Path folder) throws IOException {
        Trials.assertResumes(missu.finetuning(TWO), batch, folder);
    }

    @Test
    void itHasNoPretraining() {
        assertThat(missu.pretrains()).isFalse();
        assertThat(Methods.named("missu").pretrains()).isFalse();
        assertThat(Methods.named("amae").pretrains()).isTrue();
        assertThatThrownBy(() -> missu.pretraining(TWO)).hasMessageContaining("no pre-training");
        assertThatThrownBy(() -> MissuPreset.ALL.named("huge")).hasMessageContaining("tiny, small and paper");
    }
}
