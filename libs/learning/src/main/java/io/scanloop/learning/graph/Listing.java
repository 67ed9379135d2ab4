package io.scanloop.learning.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a graph some values need, as the lines of a program: one operation a line, with the shape of its value.
 * Operations that none of the values needs are left out.
 */
public final class Listing {
    /** Operations through which no gradient flows. */
    private static final Set<String> OPAQUE = Set.of("detach", "eq", "gt", "argmax", "one_hot");

    private final Graph graph;
    private final Mode mode;
    private final Set<Tensor> needed = new HashSet<>();
    private final Map<Tensor, String> names = new HashMap<>();

    private Listing(Graph graph, Mode mode) {
        this.graph = graph;
        this.mode = mode;
    }

    /**
     * The listing of some values.
     *
     * @param reserved names that the values may not have, because the text around the listing uses them
     */
    public static Listing of(Graph graph, List<Tensor> values, Mode mode, Set<String> reserved) {
        var listing = new Listing(graph, mode);
        listing.needed.addAll(reached(values, false));
        var taken = new HashSet<>(reserved);
        graph.inputs().values().forEach(input -> listing.name(input, taken));
        graph.constants().values().forEach(constant -> listing.name(constant.value(), taken));
        graph.parameterMap().values().forEach(parameter -> listing.name(parameter.value(), taken));
        graph.operations().forEach(operation -> listing.name(operation, taken));
        return listing;
    }

    private void name(Tensor value, Set<String> taken) {
        var name = value.name().replaceAll("\\W", "_");
        while (!taken.add(name)) {
            name += "_";
        }
        names.put(value, name);
    }

    private static Set<Tensor> reached(List<Tensor> values, boolean byGradient) {
        var reached = new LinkedHashSet<Tensor>();
        var open = new ArrayDeque<>(values);
        while (!open.isEmpty()) {
            var value = open.pop();
            if (reached.add(value)) {
                var call = value.call();
                if (call != null && !(byGradient && OPAQUE.contains(call.function()))) {
                    open.addAll(call.operands());
                }
            }
        }
        return reached;
    }

    /** The operations in order, each a line such as {@code linear_3 = torch.linear(x, w, b)  # (2, 16)}. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (var operation : graph.operations()) {
            var call = operation.call();
            if (call != null && needed.contains(operation)) {
                lines.add("%s = %s  # %s"
                        .formatted(name(operation), call.text(this::name, mode), Shapes.text(operation.shape())));
            }
        }
        return lines;
    }

    /** The name of a value in the lines. */
    public String name(Tensor value) {
        var name = names.get(value);
        if (name == null) {
            throw new IllegalArgumentException("%s is no value of graph %s".formatted(value, graph.name()));
        }
        return name;
    }

    /** All inputs of the graph, needed or not, in order. */
    public List<Tensor> inputs() {
        return List.copyOf(graph.inputs().values());
    }

    /** The constants that are needed, in order. */
    public List<Graph.Constant> constants() {
        return graph.constants().values().stream()
                .filter(constant -> needed.contains(constant.value()))
                .toList();
    }

    /** The parameters that are needed, in order. */
    public List<Graph.Parameter> parameters() {
        return graph.parameterMap().values().stream()
                .filter(parameter -> needed.contains(parameter.value()))
                .toList();
    }

    /** The operations that some values need, in order. */
    static List<Tensor> operations(Graph graph, List<Tensor> values) {
        var needed = reached(values, false);
        return graph.operations().stream().filter(needed::contains).toList();
    }

    /** Whether a value's change changes one of the given values, and a gradient says so. */
    public static boolean isReachedByGradient(Tensor value, List<Tensor> from) {
        return reached(from, true).contains(value);
    }
}
