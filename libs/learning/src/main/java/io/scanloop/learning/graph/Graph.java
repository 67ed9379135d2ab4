package io.scanloop.learning.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A program under construction: inputs, constants, parameters and the operations on them. Shapes are static. One thread
 * at a time.
 */
public final class Graph {
    private final String name;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final List<Tensor> operations = new ArrayList<>();
    private final Marks marks = new Marks();
    private final Map<Tensor, Tensor> updates = new LinkedHashMap<>();
    private final Map<String, Tensor> stages = new LinkedHashMap<>();
    private final List<String> settled = new ArrayList<>();

    /** A parameter and the law of its first values. */
    public record Parameter(Tensor value, Initializer initializer, Role role) {
        /** Whether gradients change it. */
        public boolean isTrained() {
            return role == Role.TRAINED;
        }
    }

    /** How a parameter changes in training. */
    public enum Role {
        /** By its gradient. */
        TRAINED,
        /** Not at all. */
        FROZEN,
        /** By what the network says of it, such as a running mean. */
        BUFFER
    }

    /** A fixed table and its numbers. */
    public record Constant(Tensor value, HostTensor numbers) {}

    private Graph(String name) {
        this.name = name;
    }

    /**
     * An empty graph.
     *
     * @param name letters, digits and -, e.g. {@code amae-pretraining}
     */
    public static Graph named(String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "a graph needs a name of letters, digits and -, got \"%s\"".formatted(name));
        }
        return new Graph(name);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /**
     * A value that each run of the program is given.
     *
     * @param type FLOAT32, FLOAT64 or INT64
     */
    public Tensor input(String name, Type type, long... shape) {
        if (type == Type.BOOL) {
            throw new IllegalArgumentException(
                    "input \"%s\" cannot be BOOL: take INT64 and compare with equalTo".formatted(name));
        }
        var value = source(Tensor.Source.INPUT, name, type, shape);
        inputs.put(name, value);
        return value;
    }

    /** A fixed table: given to the program at each run, never part of a checkpoint. */
    public Tensor constant(String name, float[] values, long... shape) {
        return constant(name, HostTensor.of(values, shape));
    }

    /** A fixed table of INT64. */
    public Tensor constant(String name, long[] values, long... shape) {
        return constant(name, HostTensor.of(values, shape));
    }

    private Tensor constant(String name, HostTensor numbers) {
        var value = source(Tensor.Source.CONSTANT, name, numbers.type(), numbers.shape());
        constants.put(name, new Constant(value, numbers));
        return value;
    }

    /** A number as a FLOAT32 value of no axes. */
    public Tensor scalar(double value) {
        var name = "number_" + Call.number(value).replaceAll("\\W", "_");
        var known = constants.get(name);
        return known != null ? known.value() : constant(name, new float[] {(float) value});
    }

    private Tensor source(Tensor.Source source, String name, Type type, long... shape) {
        if (!name.matches("[A-Za-z]\\w*") || inputs.containsKey(name) || constants.containsKey(name)) {
            throw new IllegalArgumentException(
                    "an input or constant needs a name of its own, of letters, digits and _, got \"%s\" beside %s, %s"
                            .formatted(name, inputs.keySet(), constants.keySet()));
        }
        return new Tensor(this, source, name, type, shape.clone(), null);
    }

    /** The root of the parameters' names. */
    public Parameters parameters() {
        return new Parameters(this, "");
    }

    Tensor parameter(String path, Role role, Initializer initializer, long... shape) {
        var known = parameters.get(path);
        if (known == null) {
            var value = new Tensor(this, Tensor.Source.PARAMETER, path, Type.FLOAT32, shape.clone(), null);
            parameters.put(path, new Parameter(value, initializer, role));
            return value;
        }
        if (known.role() != role) {
            throw new IllegalArgumentException(
                    "parameter %s is %s and was asked for again as %s".formatted(path, known.role(), role));
        }
        return known.value().ofShape("parameter " + path + ", asked for again,", "value", shape);
    }

    /**
     * Makes some operations and marks them as one segment, such as a block of a network: where a program saves memory, it
     * forgets what is inside after the forward pass and computes it again for the gradient. A segment in a segment belongs
     * to the outer one.
     */
    public <T> T segment(Supplier<T> part) {
        return marks.segment(part);
    }

    /** Makes some operations that are done in FLOAT32 whatever the precision of the program, such as a loss. */
    public <T> T precisely(Supplier<T> part) {
        return marks.precisely(part);
    }

    Marks marks() {
        return marks;
    }

    /**
     * Settles buffers before they are made: in training too, norms use their running statistics as they are, and never
     * move them.
     *
     * @param prefixes of their paths
     */
    public void settle(List<String> prefixes) {
        settled.addAll(prefixes);
    }

    boolean isSettled(Tensor buffer) {
        return buffer.source() == Tensor.Source.PARAMETER && settled.stream().anyMatch(buffer.name()::startsWith);
    }

    /**
     * Says what becomes of a buffer after each step of training that had finite numbers. Said twice, the second
     * time counts: whoever shares a buffer builds on what {@link #updates} has of it.
     *
     * @param buffer from {@link Parameters#buffer}
     * @param value of its shape and type; no gradient flows from it
     */
    public void update(Tensor buffer, Tensor value) {
        var known = parameters.get(buffer.name());
        if (known == null || known.value() != buffer || known.role() != Role.BUFFER) {
            throw new IllegalArgumentException("only a buffer of graph %s is updated, got %s".formatted(name, buffer));
        }
        updates.put(buffer, value.requireType(buffer, "update").ofShape("update", "value", buffer.shape()));
    }

    /** What becomes of buffers after each step of training, in order. */
    public Map<Tensor, Tensor> updates() {
        return Collections.unmodifiableMap(updates);
    }

    /** Gives a value a name under which a network is described; the first value of a name keeps it. */
    public Tensor stage(String name, Tensor value) {
        stages.putIfAbsent(name, value);
        return value;
    }

    /** The named stages of the network, in order. */
    public Map<String, Tensor> stages() {
        return Collections.unmodifiableMap(stages);
    }

    /** Joins values along an axis. */
    public static Tensor concat(int axis, List<Tensor> parts) {
        return Reshaping.concat(axis, parts);
    }

    /** Joins values of equal shape along a new axis. */
    public static Tensor stack(int axis, List<Tensor> parts) {
        return Reshaping.stack(axis, parts);
    }

    /** The inputs by name, in order of their making. */
    public Map<String, Tensor> inputs() {
        return Collections.unmodifiableMap(inputs);
    }

    /** The constants by name, in order of their making. */
    public Map<String, Constant> constants() {
        return Collections.unmodifiableMap(constants);
    }

    /** The parameters by path, in order of their making. */
    public Map<String, Parameter> parameterMap() {
        return Collections.unmodifiableMap(parameters);
    }

    List<Tensor> operations() {
        return operations;
    }

    Tensor record(Type type, long[] shape, Call call) {
        for (var operand : call.operands()) {
            if (operand.graph() != this) {
                throw new IllegalArgumentException("%s in graph %s was given %s of graph %s"
                        .formatted(
                                call.function(), name, operand, operand.graph().name()));
            }
        }
        var label = "%s_%d".formatted(call.function(), operations.size());
        var value = new Tensor(this, Tensor.Source.OPERATION, label, type, shape, call);
        operations.add(value);
        marks.note(value);
        return value;
    }
}
