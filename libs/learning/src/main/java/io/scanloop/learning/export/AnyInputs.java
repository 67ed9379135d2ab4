package io.scanloop.learning.export;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Formula;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Inputs with which a network can be tried out. */
public final class AnyInputs {
    private static final String PRESENT = "present";

    private AnyInputs() {}

    /**
     * Numbers by formula; 1 where the input says which contrasts are there; 0 where whole numbers are asked for, which are
     * indices.
     */
    public static Map<String, HostTensor> of(Graph graph) {
        var given = new LinkedHashMap<String, HostTensor>();
        for (var input : graph.inputs().values()) {
            long[] shape = input.shape();
            int count = Math.toIntExact(input.count());
            HostTensor numbers;
            if (input.type() == Type.INT64) {
                numbers = HostTensor.of(new long[count], shape);
            } else if (input.name().equals(PRESENT)) {
                var ones = new float[count];
                Arrays.fill(ones, 1);
                numbers = HostTensor.of(ones, shape);
            } else {
                numbers = Formula.input(given.size(), shape);
            }
            given.put(input.name(), numbers);
        }
        return given;
    }
}
