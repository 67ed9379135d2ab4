package io.scanloop.learning.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FormulaTest {
    @Test
    void numbersParametersByNameAndLeavesBuffersOut() {
        var graph = Graph.named("some");
        var scope = graph.parameters();
        scope.get("z.weight", Initializer.zeros(), 2, 50);
        scope.get("a.bias", Initializer.zeros(), 3);
        scope.get("b.norm.weight", Initializer.ones(), 3);
        scope.buffer("b.norm.running_var", Initializer.ones(), 3);

        var weights = Formula.weights(graph).stream()
                .collect(Collectors.toMap(
                        tensor -> tensor.name(), tensor -> tensor.data().asFloatBuffer()));

        assertThat((double) weights.get("a.bias").get(1)).isCloseTo(0.05 * Math.sin(0.7), within(1e-7));
        assertThat((double) weights.get("b.norm.weight").get(2)).isCloseTo(1 + 0.1 * Math.sin(1.4 + 1), within(1e-7));
        assertThat((double) weights.get("z.weight").get(61))
                .isCloseTo(Math.sin(0.7 * 61 + 2) / Math.sqrt(50), within(1e-7));
        assertThat(weights.get("b.norm.running_var").get(0)).isEqualTo(1);
    }

    @Test
    void smallSlicesHaveWeightsOfAtMostThreeTenths() {
        var graph = Graph.named("some");
        graph.parameters().get("w", Initializer.zeros(), 7, 1);

        var weight = Formula.weights(graph).get(0).data().asFloatBuffer();

        assertThat((double) weight.get(2)).isCloseTo(0.3 * Math.sin(1.4), within(1e-7));
    }

    @Test
    void aSlopeIsNoWeightOfANorm() {
        var graph = Graph.named("some");
        graph.parameters().get("adn.A.weight", Initializer.constant(0.25), 1);

        var slope = Formula.weights(graph).get(0).data().asFloatBuffer();

        assertThat((double) slope.get(0)).isCloseTo(0.05 * Math.sin(0), within(1e-7));
    }

    @Test
    void inputsDifferByTheirNumber() {
        assertThat((double) Formula.input(0, 2, 2).asFloats()[3]).isCloseTo(0.5 + 0.5 * Math.sin(0.039), within(1e-7));
        assertThat((double) Formula.input(2, 4).asFloats()[3])
                .isCloseTo(0.5 + 0.5 * Math.sin(0.013 * 9 + 0.6), within(1e-7));
    }
}
