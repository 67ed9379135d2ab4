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
    private final List<Tensor> asked;
    private final Map<Tensor, String> names = new HashMap<>();
    private final Map<Tensor, String> lowNames = new HashMap<>();
    private final Set<String> taken;

    private Listing(Graph graph, List<Tensor> asked, Mode mode, Set<String> reserved) {
        this.graph = graph;
        this.asked = List.copyOf(asked);
        this.mode = mode;
        this.taken = new HashSet<>(reserved);
    }

    /**
     * The listing of some values.
     *
     * @param reserved names that the values may not have, because the text around the listing uses them
     */
    public static Listing of(Graph graph, List<Tensor> values, Mode mode, Set<String> reserved) {
        var listing = new Listing(graph, values, mode, reserved);
        listing.needed.addAll(reached(values, false));
        graph.inputs().values().forEach(listing::giveName);
        graph.constants().values().forEach(constant -> listing.giveName(constant.value()));
        graph.parameterMap().values().forEach(parameter -> listing.giveName(parameter.value()));
        graph.operations().forEach(listing::giveName);
        return listing;
    }

    private void giveName(Tensor value) {
        names.put(value, fresh(value.name().replaceAll("\\W", "_")));
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
    public List<String> lines(Precision precision) {
        var emission = emission(precision);
        var lines = new ArrayList<>(emission.lines(operations()));
        lines.addAll(emission.inFull(asked));
        return lines;
    }

    /**
     * The same in FLOAT32, in operators that PyTorch has had from 1.13 on: attention is written out as products of matrices.
     */
    public List<String> portableLines() {
        return Emission.portable(this).lines(operations());
    }

    /** Writes lines of this listing piece by piece. */
    public Emission emission(Precision precision) {
        return Emission.of(this, precision);
    }

    /** The operations that are needed, in order. */
    public List<Tensor> operations() {
        return graph.operations().stream().filter(needed::contains).toList();
    }

    /** The same in parts: each segment one, and what lies between segments. */
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        for (var operation : operations()) {
            int segment = graph.marks().segmentOf(operation);
            if (parts.isEmpty() || parts.get(parts.size() - 1).segment() != segment) {
                parts.add(new Part(segment, new ArrayList<>()));
            }
            parts.get(parts.size() - 1).operations().add(operation);
        }
        return parts;
    }

    /** What a part needs from elsewhere, in order. */
    public static List<Tensor> needs(Part part) {
        var inside = new HashSet<>(part.operations());
        return part.operations().stream()
                .flatMap(operation -> operands(operation).stream())
                .filter(operand -> !inside.contains(operand))
                .distinct()
                .toList();
    }

    /** What of a part is asked for, or needed elsewhere, in order. */
    public List<Tensor> gives(Part part) {
        var inside = new HashSet<>(part.operations());
        var used = new HashSet<>(asked);
        operations().stream()
                .filter(operation -> !inside.contains(operation))
                .forEach(operation -> used.addAll(operands(operation)));
        return part.operations().stream().filter(used::contains).toList();
    }

    private static List<Tensor> operands(Tensor operation) {
        var call = operation.call();
        return call == null ? List.of() : call.operands();
    }

    /** The values by which a gradient flows straight into a value; none when the operation lets none through. */
    public static List<Tensor> flowing(Tensor value) {
        var call = value.call();
        return call == null || OPAQUE.contains(call.function())
                ? List.of()
                : call.operands().stream()
                        .filter(operand -> operand.type().isFloating())
                        .toList();
    }

    /** A name that no value has, made from one. */
    public String fresh(String name) {
        var made = name;
        while (!taken.add(made)) {
            made += "_";
        }
        return made;
    }

    String lowName(Tensor value) {
        return lowNames.computeIfAbsent(value, v -> fresh(name(v) + "_low"));
    }

    boolean isPrecise(Tensor value) {
        return graph.marks().isPrecise(value);
    }

    Mode mode() {
        return mode;
    }

    /** The values that the listing is of. */
    public List<Tensor> asked() {
        return asked;
    }

    /** Name of the graph. */
    public String graph() {
        return graph.name();
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

    /** What a gradient by some values reaches, these values included. */
    static Set<Tensor> reachedByGradient(List<Tensor> from) {
        return reached(from, true);
    }

    /** Whether a value's change changes one of the given values, and a gradient says so. */
    public static boolean isReachedByGradient(Tensor value, List<Tensor> from) {
        return reached(from, true).contains(value);
    }
}
