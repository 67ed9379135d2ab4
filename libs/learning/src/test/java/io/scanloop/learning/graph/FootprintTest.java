package io.scanloop.learning.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FootprintTest {
    /** Bytes of a value of 1000 numbers. */
    private static final long ONE = 4000;

    private final Graph graph = Graph.named("footprint");
    private final Tensor input = graph.input("input", Type.FLOAT32, 10, 100);

    @Test
    void aForwardPassHoldsAValueUntilItsLastUse() {
        Tensor value = input;
        for (int i = 0; i < 5; i++) {
            value = value.exp();
        }

        // the input stays; beside it one value and the one that is made of it
        assertThat(Footprint.ofForward(graph, List.of(value))).isEqualTo(3 * ONE);
    }

    @Test
    void aValueThatIsNeededLaterIsHeldUntilThen() {
        Tensor early = input.exp();
        Tensor value = early.exp().exp().exp().plus(early);

        assertThat(Footprint.ofForward(graph, List.of(value))).isEqualTo(4 * ONE);
    }

    @Test
    void viewsTakeNothingUntilTheyAreBroughtInOrder() {
        Tensor seen = input.reshape(20, 50).unsqueeze(0);
        assertThat(Footprint.ofForward(graph, List.of(seen))).isEqualTo(ONE);

        Tensor ordered = input.permute(1, 0).reshape(-1);

        assertThat(Footprint.ofForward(graph, List.of(ordered))).isEqualTo(2 * ONE);
    }

    @Test
    void trainingKeepsWhatGradientsNeed() {
        Tensor weight = graph.parameters().get("weight", Initializer.normal(1), 100, 100);
        Tensor hidden = input.linear(weight, null);
        Tensor value = hidden;
        for (int i = 0; i < 4; i++) {
            value = value.gelu(); // needs what it is given
        }
        Tensor loss = value.sum();

        // input, hidden, four more, the loss; then two gradients while the last value is let go only after it is used
        assertThat(Footprint.ofTraining(graph, List.of(loss), Set.of(weight))).isBetween(7 * ONE, 8 * ONE);
        assertThat(Footprint.ofForward(graph, List.of(loss))).isEqualTo(3 * ONE);
    }

    @Test
    void whatNoGradientFlowsThroughIsNotKept() {
        Tensor weight = graph.parameters().get("weight", Initializer.normal(1), 10, 100);
        Tensor target = input;
        for (int i = 0; i < 6; i++) {
            target = target.gelu();
        }
        Tensor loss = weight.minus(target).sum();

        assertThat(Footprint.ofTraining(graph, List.of(loss), Set.of(weight))).isLessThanOrEqualTo(4 * ONE);
    }

    @Test
    void valuesThatOnlyChangeSignOrPlaceNeedNothingKept() {
        Tensor weight = graph.parameters().get("weight", Initializer.normal(1), 10, 100);
        Tensor value = weight.plus(input);
        for (int i = 0; i < 6; i++) {
            value = value.negate();
        }

        assertThat(Footprint.ofTraining(graph, List.of(value.sum()), Set.of(weight)))
                .isLessThanOrEqualTo(4 * ONE);
    }
}
