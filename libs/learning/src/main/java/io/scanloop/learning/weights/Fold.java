package io.scanloop.learning.weights;

import io.scanloop.learning.graph.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A parameter of a network that no tensor of a file is, but that is computed from some of them.
 *
 * @param target path in the network
 * @param sources names in the file, at least one; it computes where the file has all of them
 * @param rule what is computed
 */
public record Fold(String target, List<String> sources, Rule rule) {

    /** Computes a parameter. */
    @FunctionalInterface
    public interface Rule {
        /**
         * Computes.
         *
         * @param sources FLOAT32, in the order of {@link Fold#sources}
         * @param shape of the parameter
         * @return its numbers in C order
         * @throws IllegalArgumentException when the shapes do not go together; the message names them
         */
        float[] of(List<HostTensor> sources, long[] shape);
    }

    /** Copies the names. */
    public Fold {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("\"%s\" needs tensors to be computed from, got none".formatted(target));
        }
    }

    /**
     * The parameter.
     *
     * @param file what the file holds, all sources among it
     * @param shape of the parameter
     */
    public HostTensor of(Map<String, TensorEntry> file, TensorArchive.Bytes bytes, long[] shape) throws IOException {
        var numbers = new ArrayList<HostTensor>();
        for (var source : sources) {
            var entry = Objects.requireNonNull(file.get(source), source);
            numbers.add(TensorArchive.floats(entry, bytes.of(source)));
        }
        return HostTensor.of(rule.of(numbers, shape), shape);
    }
}
