package io.scanloop.learning.graph;

/**
 * A scope of parameter names. {@code parameters().in("encoder").in("blocks.0").get("attn.qkv.weight", ...)} is the
 * parameter {@code encoder.blocks.0.attn.qkv.weight}.
 */
public final class Parameters {
    private final Graph graph;
    private final String path;

    Parameters(Graph graph, String path) {
        this.graph = graph;
        this.path = path;
    }

    /** The scope of a name in this scope. */
    public Parameters in(String name) {
        return new Parameters(graph, path + checked(name) + ".");
    }

    /**
     * The parameter of a name in this scope, FLOAT32. Asking again with the same shape gives the same parameter, so
     * that parts share weights; its first initializer holds.
     *
     * @throws IllegalArgumentException when it has another shape
     */
    public Tensor get(String name, Initializer initializer, long... shape) {
        return graph.parameter(path + checked(name), Graph.Role.TRAINED, initializer, shape);
    }

    /** A parameter that keeps its first or loaded values. */
    public Tensor frozen(String name, Initializer initializer, long... shape) {
        return graph.parameter(path + checked(name), Graph.Role.FROZEN, initializer, shape);
    }

    /**
     * A buffer: loaded and saved with the parameters, given to every program that needs it, but changed by no gradient.
     * What becomes of it after a step of training is said by {@link Graph#update}.
     *
     * @throws IllegalArgumentException when it has another shape, or is a parameter with a gradient
     */
    public Tensor buffer(String name, Initializer initializer, long... shape) {
        return graph.parameter(path + checked(name), Graph.Role.BUFFER, initializer, shape);
    }

    /** The graph that these are parameters of. */
    public Graph graph() {
        return graph;
    }

    private static String checked(String name) {
        if (!name.matches("\\w+(\\.\\w+)*")) {
            throw new IllegalArgumentException(
                    "a parameter name needs letters, digits and _ between dots, got \"%s\"".formatted(name));
        }
        return name;
    }
}
