package io.scanloop.learning.training;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.network.Networks;
import io.scanloop.learning.program.Formula;
import java.util.Map;
import java.util.stream.Collectors;

/** Gives every network of the catalogue something to train by: the mean squares of its outputs. */
final class Squares {
    private Squares() {}

    static Terms terms(Graph graph, String network, String size) {
        return Terms.of("squares", loss(graph, network, size));
    }

    static Tensor loss(Graph graph, String network, String size) {
        return Networks.build(graph, network, size, Map.of()).outputs().values().stream()
                .map(output -> output.square().mean())
                .reduce(Tensor::plus)
                .orElseThrow();
    }

    /** Inputs by formula, at the size {@code tiny}. */
    static Batch batch(String network) {
        var inputs = Networks.build(network, "tiny", Map.of()).graph().inputs().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        input -> Formula.input(0, input.getValue().shape())));
        return new Batch(inputs, Map.of());
    }
}
