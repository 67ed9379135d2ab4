package io.scanloop.learning.export;

import io.scanloop.learning.graph.Cost;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Listing;
import io.scanloop.learning.graph.Mode;
import io.scanloop.learning.graph.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How large a network is.
 *
 * @param parameters how many numbers each path has that gradients change, or that are frozen
 * @param buffers the same of those that are saved with them, such as running means
 * @param batch items of one forward pass: windows; where views are compared, all views of one
 * @param cost multiply-accumulates of the forward pass of the batch
 * @param milliseconds median processor time of a forward pass of the batch, on one thread; empty when not measured
 */
public record Figures(
        SortedMap<String, Long> parameters,
        SortedMap<String, Long> buffers,
        long batch,
        Cost cost,
        OptionalDouble milliseconds) {
    private static final double GIGA = 1e9;

    public Figures {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        buffers = Collections.unmodifiableSortedMap(new TreeMap<>(buffers));
    }

    /** Of what some values of a graph need. */
    static Figures of(Graph graph, Collection<Tensor> wanted, OptionalDouble milliseconds) {
        var values = List.copyOf(wanted);
        var parameters = new TreeMap<String, Long>();
        var buffers = new TreeMap<String, Long>();
        for (var parameter : Listing.of(graph, values, Mode.INFERENCE, Set.of()).parameters()) {
            (parameter.role() == Graph.Role.BUFFER ? buffers : parameters)
                    .put(parameter.value().name(), parameter.value().count());
        }
        // every input has the batch in front, the first at any rate
        long batch = graph.inputs().values().iterator().next().size(0);
        return new Figures(parameters, buffers, batch, Cost.of(graph, values), milliseconds);
    }

    /** Numbers in all parameters. */
    public long numbers() {
        return sum(parameters);
    }

    /** Numbers in all buffers. */
    public long buffered() {
        return sum(buffers);
    }

    /** Multiply-accumulates of convolutions and linear maps for one item of the batch, in 10^9. */
    public double gigaMacs() {
        return cost.maps() / GIGA / batch;
    }

    /** The same of the products inside attention. */
    public double attentionGigaMacs() {
        return cost.attention() / GIGA / batch;
    }

    /** Time for one item of the batch. */
    public OptionalDouble millisecondsPerItem() {
        return milliseconds.isPresent() ? OptionalDouble.of(milliseconds.getAsDouble() / batch) : milliseconds;
    }

    /** What another network has not: numbers by the first part of their paths. */
    SortedMap<String, Long> beyond(Figures other) {
        var more = new TreeMap<String, Long>();
        parameters.forEach((path, numbers) -> {
            if (!other.parameters().containsKey(path)) {
                more.merge(path.replaceAll("\\..*", ""), numbers, Long::sum);
            }
        });
        return more;
    }

    private static long sum(SortedMap<String, Long> numbers) {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }
}
