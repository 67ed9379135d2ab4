package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The catalogue of networks: by name, size and settings. Sizes are {@code tiny} (two CPU cores), {@code small} (one GPU
 * of 24 GB) and {@code paper} (as published).
 */
public final class Networks {
    private static final Map<String, Recipe> RECIPES = new LinkedHashMap<>();

    static {
        RECIPES.putAll(SwinRecipes.ALL);
        RECIPES.putAll(OtherRecipes.ALL);
    }

    private Networks() {}

    /** All names. */
    public static List<String> names() {
        return List.copyOf(RECIPES.keySet());
    }

    /** One sentence about a network. */
    public static String summary(String name) {
        return recipe(name).summary();
    }

    /** The sizes of a network. */
    public static List<String> sizes(String name) {
        return List.copyOf(recipe(name).sizes().keySet());
    }

    /** The settings of a size by key, as texts. */
    public static Map<String, String> settings(String name, String size) {
        var settings = recipe(name).sizes().get(size);
        if (settings == null) {
            throw new IllegalArgumentException("%s has the sizes %s, got \"%s\""
                    .formatted(name, recipe(name).sizes().keySet(), size));
        }
        return settings;
    }

    /**
     * Builds a network.
     *
     * @param size whose settings hold where none is changed
     * @param changed settings by key, as texts
     * @throws IllegalArgumentException when name, size, key or value is not one that there is, or the network cannot be
     *     built so; the message names the setting, what is allowed and what was given
     */
    public static Network build(String name, String size, Map<String, String> changed) {
        return build(Graph.named(name), name, size, changed);
    }

    /** The same into an empty graph, to which a loss, say, is added. */
    public static Network build(Graph graph, String name, String size, Map<String, String> changed) {
        var settings = new Settings(name, settings(name, size), changed);
        return new Network(name, settings.texts(), graph, recipe(name).build().apply(graph, settings));
    }

    private static Recipe recipe(String name) {
        if (!RECIPES.containsKey(name)) {
            throw new IllegalArgumentException("no network \"%s\": there are %s".formatted(name, names()));
        }
        return Objects.requireNonNull(RECIPES.get(name));
    }
}
