package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * How a network of the catalogue is made.
 *
 * @param summary one sentence
 * @param sizes settings by size: tiny, small, paper
 * @param build outputs by name, from an empty graph and settings
 */
record Recipe(
        String summary,
        Map<String, Map<String, String>> sizes,
        BiFunction<Graph, Settings, Map<String, Tensor>> build) {

    /**
     * A recipe.
     *
     * @param shared settings of all sizes, {@code key=value ...}
     * @param tiny further settings, likewise; so small and paper
     */
    static Recipe of(
            String summary,
            String shared,
            String tiny,
            String small,
            String paper,
            BiFunction<Graph, Settings, Map<String, Tensor>> build) {
        var sizes = new LinkedHashMap<String, Map<String, String>>();
        sizes.put("tiny", settings(shared + " " + tiny));
        sizes.put("small", settings(shared + " " + small));
        sizes.put("paper", settings(shared + " " + paper));
        return new Recipe(summary, Collections.unmodifiableMap(sizes), build);
    }

    private static Map<String, String> settings(String text) {
        var settings = new LinkedHashMap<String, String>();
        for (var pair : text.strip().split(" +", -1)) {
            int equals = pair.indexOf('=');
            settings.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return Collections.unmodifiableMap(settings);
    }
}
