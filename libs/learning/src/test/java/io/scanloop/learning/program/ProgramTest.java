package io.scanloop.learning.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.random.CounterRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private static final HostTensor ONE_TO_SIX = HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    @Test
    void readsAsOneOperationALine() {
        var graph = Graph.named("probe");
        var output = mapped(graph).relu();

        try (var program = Program.forward(graph, Map.of("y", output))) {
            assertThat(program.text().lines())
                    .containsExactly(
                            "  def run(self: __torch__.Program,",
                            "      x: Tensor,",
                            "      parameters: List[Tensor]) -> List[Tensor]:",
                            "    head_weight = parameters[0]",
                            "    head_bias = parameters[1]",
                            "    linear_0 = torch.linear(x, head_weight, head_bias)  # (2, 4)",
                            "    relu_1 = torch.relu(linear_0)  # (2, 4)",
                            "    return [relu_1]");
        }
    }

    @Test
    void givesOutputsByName() {
        var graph = Graph.named("probe");
        var x = graph.input("x", Type.FLOAT32, 2, 3);

        try (var program = Program.forward(graph, Map.of("sums", x.sum(1), "greatest", x.argmax(1)))) {
            var results = program.run(Map.of("x", ONE_TO_SIX));

            assertThat(results.get("sums").asFloats()).containsExactly(6, 15);
            assertThat(results.get("greatest").asLongs()).containsExactly(2, 2);
        }
    }

    @Test
    void leavesOutWhatNoOutputNeeds() {
        var graph = Graph.named("probe");
        var x = graph.input("x", Type.FLOAT32, 2, 3);
        graph.parameters().get("unused", Initializer.ones(), 5).exp();

        try (var program = Program.forward(graph, Map.of("y", x.abs()))) {
            assertThat(program.parameters()).isEmpty();
            assertThat(program.text()).doesNotContain("exp");
        }
    }

    @Test
    void dropsNothingInInference() {
        var graph = Graph.named("probe");
        var x = graph.input("x", Type.FLOAT32, 2, 3);

        try (var program = Program.forward(graph, Map.of("y", x.dropout(0.9)))) {
            assertThat(program.run(Map.of("x", ONE_TO_SIX)).get("y").asFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void drawsAParameterFromItsNameAlone() {
        var small = Graph.named("small");
        var large = Graph.named("large");
        large.parameters().in("another").get("weight", Initializer.normal(1), 7, 3);

        var alone = weight(small, 5);
        var beside = weight(large, 5);

        assertThat(alone).containsExactly(beside);
        assertThat(weight(small, 6)).isNotEqualTo(alone);
    }

    private static float[] weight(Graph graph, long seed) {
        var weight = graph.parameters().in("head").get("weight", Initializer.truncatedNormal(0.02), 4, 3);
        try (var program = Program.forward(graph, Map.of("weight", weight.times(1)))) {
            program.initialize(seed);
            return program.run(Map.of()).get("weight").asFloats();
        }
    }

    @Test
    void namesTheInputThatDoesNotFit() {
        var graph = Graph.named("probe");
        var x = graph.input("x", Type.FLOAT32, 2, 3);

        try (var program = Program.forward(graph, Map.of("y", x.abs()))) {
            assertThatThrownBy(() -> program.run(Map.of("x", HostTensor.of(new float[6], 3, 2))))
                    .hasMessageContaining("needs input x FLOAT32 (2, 3), got FLOAT32 (3, 2)");
            assertThatThrownBy(() -> program.run(Map.of("x", ONE_TO_SIX, "y", ONE_TO_SIX)))
                    .hasMessageContaining("take the unknown ones away");
        }
    }

    @Test
    void leavesNoArrayBehind() {
        var graph = Graph.named("probe");
        var output = mapped(graph);
        try (var program = Program.forward(graph, Map.of("y", output))) {
            int before = program.arrays();
            for (int i = 0; i < 5; i++) {
                program.run(Map.of("x", ONE_TO_SIX));
            }

            assertThat(program.arrays()).isEqualTo(before);
        }
    }

    @Test
    void givesGradientsByParameters() {
        var graph = Graph.named("probe");
        var output = mapped(graph).sum();
        var weight = graph.parameterMap().get("head.weight").value();

        try (var program = Program.gradients(graph, Map.of(), output, List.of(weight))) {
            var gradient = program.run(Map.of("x", ONE_TO_SIX)).get("gradient/head.weight");

            assertThat(gradient.asFloats()).containsExactly(5, 7, 9, 5, 7, 9, 5, 7, 9, 5, 7, 9);
        }
    }

    private static Tensor mapped(Graph graph) {
        var head = graph.parameters().in("head");
        return graph.input("x", Type.FLOAT32, 2, 3)
                .linear(
                        head.get("weight", Initializer.xavierUniform(), 4, 3),
                        head.get("bias", Initializer.zeros(), 4));
    }

    @Test
    void initializersHaveTheirLaws() {
        var values = new float[40_000];
        var random = CounterRandom.of(1, "test");
        Initializer.normal(0.5).fill(values, new long[] {40_000}, random);
        double mean = 0;
        double square = 0;
        for (float value : values) {
            mean += value / values.length;
            square += (double) value * value / values.length;
        }

        assertThat(mean).isCloseTo(0, within(0.01));
        assertThat(Math.sqrt(square)).isCloseTo(0.5, within(0.01));
    }
}
