package io.scanloop.learning.program;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.random.CounterRandom;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Weights and inputs by a formula, so that anybody can make the same numbers in another program and compare what a network
 * makes of them. All is computed in double precision and rounded once.
 */
public final class Formula {
    private static final double LARGEST = 0.3;

    private Formula() {}

    /**
     * Weights. Parameters are sorted by name; element j of tensor i, both from 0, is {@code s = sin(0.7 j + i)} times
     * {@code min(0.3, fan_in^-1/2)} where there are two axes or more, fan_in the size of one slice along the first;
     * {@code 1 + 0.1 s} for the weight of a norm, which has one axis; {@code 0.05 s} for all else, slopes of PReLU among them. Buffers have their first
     * values and do not count.
     */
    public static List<Safetensors.Tensor> weights(Graph graph) {
        var tensors = new ArrayList<Safetensors.Tensor>();
        int number = 0;
        for (var entry : new TreeMap<>(graph.parameterMap()).entrySet()) {
            var parameter = entry.getValue();
            long[] shape = parameter.value().shape();
            var values = new float[count(shape)];
            if (parameter.role() == Graph.Role.BUFFER) {
                parameter.initializer().fill(values, shape, CounterRandom.of(0, "init/" + entry.getKey()));
            } else {
                fill(values, isNormWeight(entry.getKey(), parameter), shape, number++);
            }
            tensors.add(tensor(entry.getKey(), shape, values));
        }
        return tensors;
    }

    /** Weights of norms begin at 1; a slope (PReLU) is a weight of one axis too, and begins lower. */
    private static boolean isNormWeight(String name, Graph.Parameter parameter) {
        long[] shape = parameter.value().shape();
        if (shape.length != 1 || !name.endsWith("weight")) {
            return false;
        }
        var first = new float[count(shape)];
        parameter.initializer().fill(first, shape, CounterRandom.of(0, "init/" + name));
        return first[0] == 1;
    }

    private static void fill(float[] values, boolean isNorm, long[] shape, int number) {
        double scale = shape.length > 1
                ? Math.min(LARGEST, 1 / Math.sqrt((double) values.length / shape[0]))
                : isNorm ? 0.1 : 0.05;
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) ((isNorm ? 1 : 0) + scale * Math.sin(0.7 * j + number));
        }
    }

    /**
     * An input: {@code 0.5 + 0.5 sin(0.013 j (k + 1) + 0.3 k)} over the flat index j, in [0, 1].
     *
     * @param k which of many, from 0
     */
    public static HostTensor input(int k, long... shape) {
        var values = new float[count(shape)];
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) (0.5 + 0.5 * Math.sin(0.013 * j * (k + 1) + 0.3 * k));
        }
        return HostTensor.of(values, shape);
    }

    private static int count(long[] shape) {
        return Math.toIntExact(Shapes.count(shape));
    }

    private static Safetensors.Tensor tensor(String name, long[] shape, float[] values) {
        var bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Safetensors.Tensor(
                name, TensorType.F32, Arrays.stream(shape).boxed().toList(), bytes);
    }
}
