package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.network.DynamicTokenizer;
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

/** What the pre-training rebuilds, and what it logs. */
class AmaePretrainingTest {
    private static final Task TWO = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");

    private final Amae amae = new Amae(task -> SmallAmae.PRESET);

    @Test
    void pretrainingLearnsToRebuildABatch() {
        var cases = List.<Case>of(Studies.boxes("a", 8, true, 1), Studies.boxes("b", 8, false, 2));
        var batch = amae.pretrainingViews(TWO).make(cases, new Draws(1, 0));
        assertThat(Trials.left(amae.pretraining(TWO), batch, 150, "loss")).isLessThan(0.5);
    }

    /** Who predicts 0 everywhere is wrong by the variance: of a standardised token (P^3 - 1) / P^3 whatever its light. */
    @Test
    void aStandardisedTargetIsOnTheScaleOfItsToken() {
        var graph = Graph.named("pretraining");
        var head = graph.parameters().in("decoder").in("head");
        head.get("weight", Initializer.zeros(), 64, 6);
        head.get("bias", Initializer.zeros(), 64);
        var standardised =
                new Amae(task -> SmallAmae.preset(DynamicTokenizer.BiasRule.MULTIPLY, AmaePreset.Target.STANDARDISED));

        Terms terms = standardised.pretraining(TWO).program().apply(graph);

        var outputs = Map.of(
                "loss", terms.terms().get(0).value(), "rebuilt", terms.picture().rebuilt());
        try (var program = Program.forward(graph, outputs)) {
            program.initialize(1);
            var inputs = SmallAmae.pretrainingInputs(3);
            var results = program.run(inputs);

            assertThat(results.get("loss").asFloats()[0]).isCloseTo(63 / 64f, within(1e-4f));
            float[] image = inputs.get("images").asFloats();
            double mean = 0; // of the first token of the first image, 4 x 4 x 4 voxels
            for (int voxel = 0; voxel < 64; voxel++) {
                mean += image[(voxel / 16 * 8 + voxel / 4 % 4) * 8 + voxel % 4] / 64;
            }
            assertThat(results.get("rebuilt").asFloats()[0])
                    .as("the picture is on the scale of the image")
                    .isCloseTo((float) mean, within(1e-5f));
        }
    }

    @Test
    void tokenizersAreLoggedAsTheWeightsHaveThem(@TempDir Path folder) throws IOException {
        var cases = List.<Case>of(Studies.boxes("a", 8, true, 1), Studies.boxes("b", 8, false, 2));
        var batch = amae.pretrainingViews(TWO).make(cases, new Draws(1, 0));
        try (var trainer = Trainer.create(amae.pretraining(TWO), 1, 10)) {
            var first = trainer.iterate(batch);
            assertThat(first.get("tokenizer/cosine/T1-T2")).isCloseTo(1, within(1e-6));
            assertThat(first.get("tokenizer/scale/T1")).isZero();
            assertThat(first.get("share/T1")).isEqualTo(1);
            assertThat(first.get("share/T2")).isEqualTo(0.5);
            // at first all tokens are looked at alike: half of those of the first study are the other modality's, and
            // none
            // of the second's
            assertThat(first.get("attention/others/T1")).isCloseTo(0.25, within(0.05));
            assertThat(first.get("attention/others/T2")).isCloseTo(0.5, within(0.1));
            for (int i = 0; i < 5; i++) {
                trainer.iterate(batch);
            }
            var files = Trials.weights(trainer, folder);
            float[] weight = Trials.read(files, "dct.weight");
            float[] controller = Trials.read(files, "dct.controller.weight"); // (2 D, M)
            float[] bias = Trials.read(files, "dct.controller.bias");
            int width = bias.length / 2;
            double[] products = new double[3]; // of T1 with itself, with T2, T2 with itself
            double scale = 0;
            double shift = 0;
            for (int i = 0; i < weight.length; i++) {
                int filter = i / (weight.length / width);
                double one = weight[i] * (1.0 + controller[2 * filter] + bias[filter]);
                double other = weight[i] * (1.0 + controller[2 * filter + 1] + bias[filter]);
                products[0] += one * one;
                products[1] += one * other;
                products[2] += other * other;
            }
            for (int filter = 0; filter < width; filter++) {
                scale += Math.pow(controller[2 * filter + 1] + bias[filter], 2);
                shift += Math.pow(controller[2 * (width + filter) + 1] + bias[width + filter], 2);
            }

            var logged = trainer.iterate(batch);

            double cosine = products[1] / Math.sqrt(products[0] * products[2]);
            assertThat(cosine).isLessThan(1 - 1e-6);
            assertThat(logged.get("tokenizer/cosine/T1-T2")).isCloseTo(cosine, within(1e-6));
            assertThat(logged.get("tokenizer/scale/T2")).isCloseTo(Math.sqrt(scale), within(1e-5));
            assertThat(logged.get("tokenizer/shift/T2")).isCloseTo(Math.sqrt(shift), within(1e-5));
        }
    }
}
