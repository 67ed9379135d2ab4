package io.scanloop.learning.training;

import io.scanloop.learning.graph.Cost;
import io.scanloop.learning.graph.Footprint;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one iteration of a phase takes, by its graph: nothing is compiled or run. All in FLOAT32, all kept for the gradient,
 * as workers train.
 *
 * @param parameters numbers in the weights that the loss is made of, without a teacher's and without buffers
 * @param others numbers that are held beside them: a teacher's, running means, fixed tables
 * @param learning numbers in weights that learn, each of which has a gradient and two moments of the optimiser
 * @param batch items of the batch; where views are compared, all views
 * @param forward multiply-accumulates of the forward pass of one iteration; gradients cost about twice as much again
 * @param values bytes of the batch, of activations and the gradients by them, at their peak, see {@link Footprint}
 */
public record StepCost(long parameters, long others, long learning, long batch, Cost forward, long values) {
    private static final double GIGA = 1e9;
    private static final int MOMENTS = 2;

    /** Of an objective. */
    public static StepCost of(Objective objective) {
        var graph = Graph.named(objective.name());
        var terms = objective.program().apply(graph);
        var groups = RateGroup.of(objective, List.copyOf(graph.parameterMap().values()));
        var losses = terms.terms().stream().map(Term::value).toList();
        var all = new ArrayList<>(losses);
        all.addAll(terms.logged().values());
        all.addAll(graph.updates().values());
        var leaves = StepText.trained(groups)
                .flatMap(group -> group.parameters().stream())
                .map(Graph.Parameter::value)
                .collect(Collectors.toSet());
        long own = numbers(groups, group -> group.follows() == null && !group.isBuffer());
        return new StepCost(
                own,
                numbers(groups, group -> true) - own,
                numbers(groups, group -> !group.isFrozen()),
                graph.inputs().values().iterator().next().size(0),
                Cost.of(graph, losses),
                Footprint.ofTraining(graph, all, leaves));
    }

    private static long numbers(List<RateGroup> groups, Predicate<RateGroup> which) {
        return groups.stream()
                .filter(which)
                .flatMap(group -> group.parameters().stream())
                .mapToLong(parameter -> parameter.value().count())
                .sum();
    }

    /** Multiply-accumulates of the forward pass of one iteration, in 10^9, those inside attention included. */
    public double gigaMacs() {
        return (forward.maps() + forward.attention()) / GIGA;
    }

    /** Bytes of all weights and buffers. */
    public long weightBytes() {
        return Float.BYTES * (parameters + others);
    }

    /** Bytes of gradients by weights and the optimiser's moments. */
    public long optimizerBytes() {
        return (1 + MOMENTS) * Float.BYTES * learning;
    }

    /** Bytes of all of it. On top comes what the engine and this program take by themselves. */
    public long bytes() {
        return weightBytes() + optimizerBytes() + values;
    }
}
