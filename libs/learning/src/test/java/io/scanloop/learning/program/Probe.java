package io.scanloop.learning.program;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.random.CounterRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A graph of FLOAT64 with normally distributed inputs, to look at one operation. */
final class Probe {
    private final Graph graph = Graph.named("probe");
    private final CounterRandom random = CounterRandom.of(7, "probe");
    private final Map<String, HostTensor> values = new LinkedHashMap<>();
    private final List<Tensor> inputs = new ArrayList<>();

    /** A new input. */
    Tensor input(long... shape) {
        var numbers = new double[(int) Shapes.count(shape)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextGaussian();
        }
        var name = "x" + inputs.size();
        var input = graph.input(name, Type.FLOAT64, shape);
        inputs.add(input);
        values.put(name, HostTensor.of(numbers, shape));
        return input;
    }

    /** A new input of numbers >= 0.5. */
    Tensor positive(long... shape) {
        return input(shape).square().plus(0.5);
    }

    /** Given indices or classes. */
    Tensor indices(long[] numbers, long... shape) {
        var name = "i" + values.size();
        values.put(name, HostTensor.of(numbers, shape));
        return graph.input(name, Type.INT64, shape);
    }

    /** A new input of given numbers. */
    Tensor given(double[] numbers, long... shape) {
        var name = "g" + values.size();
        values.put(name, HostTensor.of(numbers, shape));
        return graph.input(name, Type.FLOAT64, shape);
    }

    /** What a training program makes of an operation. */
    double[] runTraining(Tensor output) {
        var leaf = input(1);
        var scalar = output.sum().plus(leaf.sum());
        try (var program = Program.gradients(graph, Map.of("y", output), scalar, List.of(leaf))) {
            return doubles(program.run(values)).get("y");
        }
    }

    Map<String, double[]> run(Map<String, Tensor> outputs) {
        try (var program = Program.forward(graph, outputs)) {
            return doubles(program.run(values));
        }
    }

    static double[] output(Function<Probe, Tensor> operation) {
        var probe = new Probe();
        var output = operation.apply(probe);
        return probe.run(Map.of("y", output)).get("y");
    }

    /** Largest difference between gradient and central finite difference, by any input, in any of three runs. */
    double gradientError(Tensor output) {
        var scalar = output.times(input(output.shape())).sum();
        return gradientError(scalar, Program.forward(graph, Map.of("y", scalar)));
    }

    /** The same for what a training program does. */
    double trainingGradientError(Tensor output) {
        var scalar = output.times(input(output.shape())).sum();
        return gradientError(scalar, Program.gradients(graph, Map.of("y", scalar), scalar, inputs));
    }

    private double gradientError(Tensor scalar, Program differenced) {
        double worst = 0;
        try (var gradients = Program.gradients(graph, Map.of(), scalar, inputs);
                var forward = differenced) {
            var expected = differences(forward);
            // the engine runs a text otherwise after the first and the second time
            for (int run = 0; run < 3; run++) {
                var actual = doubles(gradients.run(values));
                for (var input : inputs) {
                    worst = Math.max(worst, error(expected.get(input.name()), actual.get("gradient/" + input.name())));
                }
            }
        }
        return worst;
    }

    private static double error(double[] expected, double[] actual) {
        if (expected.length != actual.length) {
            throw new AssertionError("%d and %d numbers".formatted(expected.length, actual.length));
        }
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(expected[i] - actual[i]) / Math.max(1, Math.abs(expected[i])));
        }
        return worst;
    }

    private Map<String, double[]> differences(Program forward) {
        var differences = new LinkedHashMap<String, double[]>();
        double step = 1e-5;
        for (var input : inputs) {
            var numbers = values.get(input.name()).asDoubles();
            var slopes = new double[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                double kept = numbers[i];
                numbers[i] = kept + step;
                double above = forward.run(values).get("y").asDoubles()[0];
                numbers[i] = kept - step;
                double below = forward.run(values).get("y").asDoubles()[0];
                numbers[i] = kept;
                slopes[i] = (above - below) / (2 * step);
            }
            differences.put(input.name(), slopes);
        }
        return differences;
    }

    private static Map<String, double[]> doubles(Map<String, HostTensor> results) {
        var doubles = new LinkedHashMap<String, double[]>();
        results.forEach((name, result) -> doubles.put(name, result.asDoubles()));
        return doubles;
    }
}
