package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.random.CounterRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph with given numbers, to look at a loss and its gradients. */
final class Scored {
    private final Graph graph = Graph.named("loss");
    private final Map<String, HostTensor> given = new LinkedHashMap<>();
    private final List<Tensor> inputs = new ArrayList<>();

    /** What a loss is, and its gradients by FLOAT32 inputs in order. */
    record Result(double value, List<float[]> gradients) {
        float[] gradient(int input) {
            return gradients.get(input);
        }
    }

    Tensor input(float[] numbers, long... shape) {
        Tensor input = fixed(numbers, shape);
        inputs.add(input);
        return input;
    }

    /** An input by which no gradient is asked. */
    Tensor fixed(float[] numbers, long... shape) {
        var name = "x" + given.size();
        given.put(name, HostTensor.of(numbers, shape));
        return graph.input(name, Type.FLOAT32, shape);
    }

    Tensor labels(long[] numbers, long... shape) {
        var name = "x" + given.size();
        given.put(name, HostTensor.of(numbers, shape));
        return graph.input(name, Type.INT64, shape);
    }

    /** Normally distributed. */
    static float[] normal(String purpose, int count) {
        var random = CounterRandom.of(1, purpose);
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    Tensor normal(String purpose, long... shape) {
        return input(normal(purpose, (int) Shapes.count(shape)), shape);
    }

    double value(Tensor loss) {
        return numbers(loss)[0];
    }

    float[] numbers(Tensor value) {
        try (var program = Program.forward(graph, Map.of("value", value))) {
            return program.run(given).get("value").asFloats();
        }
    }

    Result result(Tensor loss) {
        try (var program = Program.gradients(graph, Map.of("value", loss), loss, inputs)) {
            var results = program.run(given);
            return new Result(
                    results.get("value").asFloats()[0],
                    inputs.stream()
                            .map(input ->
                                    results.get("gradient/" + input.name()).asFloats())
                            .toList());
        }
    }
}
