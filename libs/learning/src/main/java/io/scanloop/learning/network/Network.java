package io.scanloop.learning.network;

import io.scanloop.learning.graph.Cost;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of the catalogue, built for one configuration and input shape. {@code Program.forward(graph, outputs)} makes
 * it run.
 *
 * @param name of the catalogue
 * @param settings all of them, by key
 * @param outputs by name
 */
public record Network(String name, Map<String, String> settings, Graph graph, Map<String, Tensor> outputs) {

    /** Numbers that gradients change, and frozen ones; buffers are no parameters. */
    public long parameters() {
        return graph.parameterMap().values().stream()
                .filter(parameter -> parameter.role() != Graph.Role.BUFFER)
                .mapToLong(parameter -> parameter.value().count())
                .sum();
    }

    /** Numbers that are saved with the parameters without being one, such as running means. */
    public long buffers() {
        return graph.parameterMap().values().stream()
                .filter(parameter -> parameter.role() == Graph.Role.BUFFER)
                .mapToLong(parameter -> parameter.value().count())
                .sum();
    }

    /** Multiply-accumulates of one forward pass of the batch. */
    public Cost cost() {
        return Cost.of(graph, List.copyOf(outputs.values()));
    }

    /** Shapes of all parameters and buffers by path, as weights need them. */
    public Map<String, long[]> shapes() {
        var shapes = new LinkedHashMap<String, long[]>();
        graph.parameterMap()
                .forEach((path, parameter) -> shapes.put(path, parameter.value().shape()));
        return shapes;
    }

    /** Shapes of the named stages, in order. */
    public Map<String, long[]> stages() {
        var stages = new LinkedHashMap<String, long[]>();
        graph.stages().forEach((stage, value) -> stages.put(stage, value.shape()));
        return stages;
    }
}
