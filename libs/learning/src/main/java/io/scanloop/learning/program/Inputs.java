package io.scanloop.learning.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks what a program is given against what its graph declares, and hands it to the engine. One thread at a time. */
public final class Inputs {
    private final Map<Tensor, Staging> declared = new LinkedHashMap<>();

    /** For the inputs of a graph, in the order in which the program takes them. */
    public Inputs(List<Tensor> declared) {
        declared.forEach(input -> this.declared.put(input, new Staging()));
    }

    /**
     * Arrays for one run; valid until the next one.
     *
     * @throws IllegalArgumentException when an input is missing, unknown, or of another type or shape; it is named
     */
    public List<NDArray> arrays(NDManager owner, Map<String, HostTensor> given) {
        var arrays = new ArrayList<NDArray>();
        for (var entry : declared.entrySet()) {
            var input = entry.getKey();
            var numbers = given.get(input.name());
            if (numbers == null || numbers.type() != input.type() || !Arrays.equals(numbers.shape(), input.shape())) {
                throw new IllegalArgumentException("the program needs input %s, got %s among %s"
                        .formatted(input, numbers == null ? "none" : numbers, given.keySet()));
            }
            arrays.add(entry.getValue().array(owner, numbers));
        }
        if (given.size() != declared.size()) {
            throw new IllegalArgumentException("the program has inputs %s, got %s: take the unknown ones away"
                    .formatted(declared.keySet(), given.keySet()));
        }
        return arrays;
    }
}
