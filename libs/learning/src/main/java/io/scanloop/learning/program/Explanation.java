package io.scanloop.learning.program;

import io.scanloop.learning.graph.Listing;
import io.scanloop.learning.graph.Tensor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a text takes in, as comments above it. */
public final class Explanation {
    private Explanation() {}

    /** Inputs, constants and parameters, a line each: {@code # parameter head.weight FLOAT32 (4, 3)}. */
    public static String of(Listing listing) {
        long numbers = listing.parameters().stream()
                .mapToLong(parameter -> parameter.value().count())
                .sum();
        var head = "# graph %s: %d operations, %d parameters of %d numbers"
                .formatted(
                        listing.graph(),
                        listing.operations().size(),
                        listing.parameters().size(),
                        numbers);
        return Stream.of(
                        Stream.of(head),
                        lines("input", listing.inputs().stream()),
                        lines("constant", listing.constants().stream().map(constant -> constant.value())),
                        lines("parameter", listing.parameters().stream().map(parameter -> parameter.value())))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> lines(String role, Stream<Tensor> values) {
        return values.map(value -> "# %s %s".formatted(role, value));
    }
}
