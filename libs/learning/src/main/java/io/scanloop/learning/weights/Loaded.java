package io.scanloop.learning.weights;

import io.scanloop.learning.graph.Shapes;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;

/**
 * How much of a network was found in files.
 *
 * @param parameters that were found
 * @param ofParameters all parameters of the network
 * @param numbers in those that were found
 * @param ofNumbers in all
 */
public record Loaded(int parameters, int ofParameters, long numbers, long ofNumbers) {

    /** Counts what was found. */
    public static Loaded of(Map<String, long[]> network, Collection<String> found) {
        long numbers = found.stream()
                .mapToLong(name -> Shapes.count(Objects.requireNonNull(network.get(name), name)))
                .sum();
        long ofNumbers = network.values().stream().mapToLong(Shapes::count).sum();
        return new Loaded(found.size(), network.size(), numbers, ofNumbers);
    }

    /** The same find, in a network of which some parameters count: copies of others may be left out. */
    public Loaded outOf(Map<String, long[]> counted) {
        long all = counted.values().stream().mapToLong(Shapes::count).sum();
        return new Loaded(parameters, counted.size(), numbers, all);
    }

    /** Share of the network's numbers that was found, in [0, 1]. */
    public double fraction() {
        return ofNumbers == 0 ? 1 : (double) numbers / ofNumbers;
    }
}
