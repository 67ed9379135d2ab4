package io.scanloop.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

class LossTest {
    /** Two voxels, two classes: (0.75, 0.25) of class 0 where it is right, then 0.5 each where it is class 1. */
    private static final float[] PROBABILITIES = {0.75f, 0.5f, 0.25f, 0.5f};

    @Test
    void softDiceIsAsByHand() {
        double background = 1 - (2 * 0.75 + 1e-5) / (1.25 + 1 + 1e-5);
        double foreground = 1 - (2 * 0.5 + 1e-5) / (0.75 + 1 + 1e-5);

        assertThat(dice(SoftDice.MONAI, PROBABILITIES, 0, 1)).isCloseTo((background + foreground) / 2, within(1e-6));
        assertThat(dice(SoftDice.MONAI.withoutBackground(), PROBABILITIES, 0, 1))
                .isCloseTo(foreground, within(1e-6));
    }

    @Test
    void softDiceOfAPerfectPredictionIsZero() {
        assertThat(dice(SoftDice.MONAI, new float[] {1, 0, 0, 1}, 0, 1)).isCloseTo(0, within(1e-6));
    }

    @Test
    void anEmptyClassCostsWhatTheConventionSays() {
        var smit = SoftDice.SMIT.withoutBackground();
        float[] onlyBackground = {1, 1, 0, 0};

        assertThat(dice(SoftDice.MONAI.withoutBackground(), onlyBackground, 0, 0))
                .isCloseTo(0, within(1e-6));
        assertThat(dice(smit, onlyBackground, 0, 0)).isCloseTo(1, within(1e-6));
        assertThat(dice(SoftDice.MONAI.withoutBackground(), new float[] {0, 0, 1, 1}, 0, 0))
                .isCloseTo(1, within(1e-4));
    }

    @Test
    void crossEntropyOfEqualLogitsIsLogK() {
        var loss = value(
                new float[] {7, 7, 7, 7, 7, 7}, new long[] {1, 3, 2, 1, 1}, new long[] {2, 0}, CrossEntropy::loss);

        assertThat(loss).isCloseTo(Math.log(3), within(1e-6));
    }

    @Test
    void crossEntropyOfHugeLogitsIsFinite() {
        var loss = value(new float[] {1000, -1000}, new long[] {1, 2, 1, 1, 1}, new long[] {1}, CrossEntropy::loss);

        assertThat(loss).isCloseTo(2000, within(1e-3));
    }

    @Test
    void reconstructionCountsHiddenTokensOnly() {
        var graph = Graph.named("reconstruction");
        Tensor predicted = graph.input("predicted", Type.FLOAT32, 1, 2, 2, 2);
        Tensor target = graph.input("target", Type.FLOAT32, 1, 2, 2, 2);
        Tensor hidden = graph.input("hidden", Type.FLOAT32, 1, 2, 2);
        try (var program =
                Program.forward(graph, Map.of("loss", MaskedReconstruction.loss(predicted, target, hidden)))) {
            var tokens = HostTensor.of(new float[] {1, 2, 9, 9, 3, 3, 9, 9}, 1, 2, 2, 2);
            var truth = HostTensor.of(new float[] {0, 0, 0, 0, 0, 0, 0, 0}, 1, 2, 2, 2);
            var some = HostTensor.of(new float[] {1, 0, 1, 0}, 1, 2, 2);
            var none = HostTensor.of(new float[4], 1, 2, 2);

            double loss = scalar(program.run(Map.of("predicted", tokens, "target", truth, "hidden", some)));
            double nothing = scalar(program.run(Map.of("predicted", tokens, "target", truth, "hidden", none)));

            assertThat(loss).isCloseTo((1 + 4 + 9 + 9) / 4.0, within(1e-6));
            assertThat(nothing).isZero();
        }
    }

    private static double dice(SoftDice dice, float[] probabilities, long... labels) {
        return value(probabilities, new long[] {1, 2, 2, 1, 1}, labels, dice::loss);
    }

    private static double value(float[] values, long[] shape, long[] labels, BinaryOperator<Tensor> loss) {
        var graph = Graph.named("loss");
        Tensor input = graph.input("values", Type.FLOAT32, shape);
        long[] grid = {shape[0], shape[2], shape[3], shape[4]};
        Tensor truth = graph.input("labels", Type.INT64, grid);
        try (var program = Program.forward(graph, Map.of("loss", loss.apply(input, truth)))) {
            return scalar(
                    program.run(Map.of("values", HostTensor.of(values, shape), "labels", HostTensor.of(labels, grid))));
        }
    }

    private static double scalar(Map<String, HostTensor> outputs) {
        assertThat(List.copyOf(outputs.keySet())).containsExactly("loss");
        return outputs.get("loss").asFloats()[0];
    }
}
