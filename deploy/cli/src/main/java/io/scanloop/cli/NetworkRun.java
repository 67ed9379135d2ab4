package io.scanloop.cli;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.network.Network;
import io.scanloop.learning.network.Networks;
import io.scanloop.learning.program.Formula;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.NumpyArchive;
import io.scanloop.learning.weights.PublishedWeights;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.TensorArchive;
import io.scanloop.learning.weights.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One forward pass of a network on numbers from files or by formula. */
final class NetworkRun {
    private static final String FORMULA = "formula";
    private static final String NUMPY = ".npz";
    private static final String SAFETENSORS = ".safetensors";

    private final String weights;
    private final Path output;
    private final int formula;
    private final @Nullable Map<String, HostTensor> given;

    /**
     * Reads the input.
     *
     * @throws IllegalArgumentException when formula or ending is none that is known
     */
    NetworkRun(String weights, String input, Path output) throws IOException {
        this.weights = weights;
        this.output = output;
        if (!output.toString().endsWith(NUMPY) && !output.toString().endsWith(SAFETENSORS)) {
            throw new IllegalArgumentException("the output ends in .npz or .safetensors, got \"%s\"".formatted(output));
        }
        boolean isFormula = input.equals(FORMULA) || input.startsWith(FORMULA + ":");
        this.formula = isFormula ? number(input) : 0;
        this.given = isFormula ? null : TensorArchive.read(Path.of(input));
    }

    private static int number(String input) {
        try {
            int number = input.equals(FORMULA) ? 0 : Integer.parseInt(input.substring(FORMULA.length() + 1));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "an input by formula is formula:K with K from 0, got \"%s\"".formatted(input));
    }

    /** Settings that follow from the shape of the only input of a file. */
    Map<String, String> shape(String name, String size) {
        var settings = Networks.settings(name, size);
        if (given == null || given.size() != 1 || !settings.containsKey("input")) {
            return Map.of();
        }
        long[] shape = given.values().iterator().next().shape();
        if (shape.length < 3) {
            return Map.of();
        }
        var found = new LinkedHashMap<String, String>();
        found.put("batch", Long.toString(shape[0]));
        found.put("channels", Long.toString(shape[1]));
        found.put("input", Arrays.stream(shape).skip(2).mapToObj(Long::toString).collect(Collectors.joining(",")));
        found.keySet().retainAll(settings.keySet());
        return found;
    }

    /** Runs it and writes the outputs; they are given by name as well. */
    Map<String, HostTensor> run(Network network) throws IOException {
        var scratch = Files.createTempFile("scanloop-weights", SAFETENSORS);
        try (var program = Program.forward(network.graph(), network.outputs())) {
            if (weights.equals(FORMULA)) {
                // what no output needs is no part of the program
                var needed = program.parameters().keySet();
                var tensors = Formula.weights(network.graph()).stream()
                        .filter(tensor -> needed.contains(tensor.name()))
                        .toList();
                Safetensors.write(scratch, Map.of(), tensors);
            } else {
                PublishedWeights.exact().convert(Path.of(weights), program.parameters(), scratch);
            }
            program.load(List.of(scratch), Loading.exact());
            var outputs = program.run(inputs(network));
            write(outputs);
            return outputs;
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    private Map<String, HostTensor> inputs(Network network) {
        var inputs = new LinkedHashMap<String, HostTensor>();
        var declared = network.graph().inputs();
        for (var input : declared.entrySet()) {
            inputs.put(
                    input.getKey(), given == null ? formula(input.getValue()) : given(input.getKey(), declared.size()));
        }
        return inputs;
    }

    private HostTensor formula(Tensor input) {
        if (input.type() != Type.FLOAT32) {
            throw new IllegalArgumentException(
                    "input %s needs a file: the formula gives FLOAT32 numbers only".formatted(input));
        }
        return Formula.input(formula, input.shape());
    }

    private HostTensor given(String name, int inputs) {
        var arrays = given == null ? Map.<String, HostTensor>of() : given;
        var array =
                inputs == 1 && arrays.size() == 1 ? arrays.values().iterator().next() : arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException(
                    "the input file needs an array \"%s\", it has %s".formatted(name, arrays.keySet()));
        }
        return array;
    }

    private void write(Map<String, HostTensor> outputs) throws IOException {
        var tensors = new ArrayList<Safetensors.Tensor>();
        outputs.forEach((name, values) -> {
            var floats = values.asFloats();
            var bytes = ByteBuffer.allocate(Math.multiplyExact(floats.length, Float.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(floats);
            var shape = Arrays.stream(values.shape()).boxed().toList();
            tensors.add(new Safetensors.Tensor(name, TensorType.F32, shape, bytes));
        });
        if (output.toString().endsWith(NUMPY)) {
            NumpyArchive.write(output, tensors);
        } else {
            Safetensors.write(output, Map.of(), tensors);
        }
    }

    /** How numbers lie. */
    record Spread(double least, double mean, double greatest) {
        static Spread of(HostTensor values) {
            double least = Double.POSITIVE_INFINITY;
            double greatest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (float value : values.asFloats()) {
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
                sum += value;
            }
            return new Spread(least, sum / values.asFloats().length, greatest);
        }
    }
}
