package io.scanloop.learning.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Precision;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.random.CounterRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    @Test
    void convertsAValueOnceAndOnlyWhereItIsNeeded() {
        var graph = Graph.named("probe");
        Tensor x = graph.input("x", Type.FLOAT32, 2, 3);
        var head = graph.parameters().in("head");
        Tensor weight = head.get("weight", Initializer.xavierUniform(), 3, 3);
        Tensor output = x.linear(weight, null).gelu().linear(weight, null).layerNorm(1, null, null, 1e-5);

        try (var program = Program.forward(graph, Map.of("y", output), Precision.BFLOAT16)) {
            assertThat(program.text().lines().skip(3))
                    .containsExactly(
                            "    head_weight = parameters[0]",
                            "    x_low = torch.to(x, 15)",
                            "    head_weight_low = torch.to(head_weight, 15)",
                            "    linear_0_low = torch.linear(x_low, head_weight_low, None)  # (2, 3) bfloat16",
                            "    gelu_1_low = torch.gelu(linear_0_low)  # (2, 3) bfloat16",
                            "    linear_2_low = torch.linear(gelu_1_low, head_weight_low, None)  # (2, 3) bfloat16",
                            "    linear_2 = torch.to(linear_2_low, 6)",
                            "    layer_norm_3 = torch.layer_norm(linear_2, [3], None, None, 1.0e-5)  # (2, 3)",
                            "    return [layer_norm_3]");
        }
    }

    @Test
    void whatIsPreciseStaysInFull() {
        var graph = Graph.named("probe");
        Tensor x = graph.input("x", Type.FLOAT32, 2, 3);
        Tensor likeness = graph.precisely(() -> x.matmul(x.transpose(0, 1)));

        try (var full = Program.forward(graph, Map.of("y", likeness));
                var low = Program.forward(graph, Map.of("y", likeness), Precision.BFLOAT16)) {
            assertThat(low.text()).isEqualTo(full.text());
        }
    }

    @Test
    void onlyFullNumbersComeOutAndTheyAreNear() {
        var graph = Graph.named("probe");
        Map<String, HostTensor> given = Map.of("x", normal("x", 2, 2, 6, 6, 6));
        Tensor output = network(graph);
        Map<String, Tensor> outputs = Map.of("y", output);

        try (var full = Program.forward(graph, outputs);
                var low = Program.forward(graph, outputs, Precision.BFLOAT16)) {
            full.initialize(1);
            low.initialize(1);
            var expected = full.run(given).get("y");
            for (int run = 0; run < 3; run++) {
                var actual = low.run(given).get("y");

                assertThat(actual.type()).isEqualTo(Type.FLOAT32);
                assertThat(relativeDifference(expected.asFloats(), actual.asFloats()))
                        .isBetween(1e-5, 0.02);
            }
        }
    }

    @Test
    void gradientsAreNearAndInFull() {
        var graph = Graph.named("probe");
        Map<String, HostTensor> given = Map.of("x", normal("x", 2, 2, 6, 6, 6));
        Tensor loss = network(graph).square().mean();
        var parameters = graph.parameterMap().values().stream()
                .map(Graph.Parameter::value)
                .toList();

        try (var full = Program.gradients(graph, Map.of(), loss, parameters);
                var low = Program.gradients(graph, Map.of(), loss, parameters, Precision.BFLOAT16)) {
            full.initialize(1);
            low.initialize(1);
            var expected = full.run(given);
            for (int run = 0; run < 3; run++) {
                var actual = low.run(given);
                for (var parameter : parameters) {
                    var name = "gradient/" + parameter.name();
                    assertThat(relativeDifference(
                                    expected.get(name).asFloats(),
                                    actual.get(name).asFloats()))
                            .as(name)
                            .isLessThan(0.05);
                }
            }
        }
    }

    @Test
    void explainsWithoutCompiling() {
        var graph = Graph.named("probe");
        int before = CompiledModule.compiled();

        var text = Program.explain(graph, Map.of("y", network(graph)), Precision.FLOAT32);

        assertThat(text)
                .startsWith("# graph probe: ")
                .contains(
                        "# input x FLOAT32 (2, 2, 6, 6, 6)",
                        "# parameter conv FLOAT32 (4, 2, 3, 3, 3)",
                        "torch.conv3d(");
        assertThat(CompiledModule.compiled()).isEqualTo(before);
    }

    /** Convolution, norm, attention, linear map. */
    private static Tensor network(Graph graph) {
        var scope = graph.parameters();
        Tensor x = graph.input("x", Type.FLOAT32, 2, 2, 6, 6, 6);
        Tensor y = x.conv3d(scope.get("conv", Initializer.xavierUniform(), 4, 2, 3, 3, 3), null, 2, 1, 1)
                .instanceNorm(1e-5)
                .leakyRelu(0.01);
        Tensor tokens = y.reshape(2, 4, 27).transpose(1, 2);
        Tensor mixed = tokens.attention(tokens, tokens.times(0.5), null);
        return mixed.plus(tokens).linear(scope.get("map", Initializer.xavierUniform(), 3, 4), null);
    }

    private static HostTensor normal(String purpose, long... shape) {
        var random = CounterRandom.of(1, purpose);
        var numbers = new float[(int) Shapes.count(shape)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return HostTensor.of(numbers, shape);
    }

    private static double relativeDifference(float[] expected, float[] actual) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - actual[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / size);
    }
}
