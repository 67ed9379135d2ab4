package io.scanloop.learning.training;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.method.OptimizerPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Parameters that are updated together, because they learn at the same multiple of the rate. A multiplier of 0 freezes
 * them; so are buffers, which the network itself updates, and what is frozen for
 * good.
 *
 * <p>The program gets them, and what the optimiser keeps of them, as lists of their own: the engine would take the
 * update of a list that was put together inside the program for work without effect and leave it out.
 */
record RateGroup(int number, double multiplier, List<Graph.Parameter> parameters) {

    /** The groups of a plan, in order of their first parameters. */
    static List<RateGroup> of(OptimizerPlan plan, List<Graph.Parameter> parameters) {
        var byMultiplier = new LinkedHashMap<Double, RateGroup>();
        for (var parameter : parameters) {
            double multiplier =
                    parameter.isTrained() ? plan.multiplier(parameter.value().name()) : 0;
            byMultiplier
                    .computeIfAbsent(multiplier, m -> new RateGroup(byMultiplier.size(), m, new ArrayList<>()))
                    .parameters()
                    .add(parameter);
        }
        return List.copyOf(byMultiplier.values());
    }

    boolean isFrozen() {
        return multiplier == 0;
    }

    /** Paths of the parameters. */
    List<String> paths() {
        return parameters.stream().map(parameter -> parameter.value().name()).toList();
    }

    String weights() {
        return "weights_" + number;
    }

    String means() {
        return "means_" + number;
    }

    String squares() {
        return "squares_" + number;
    }

    String counts() {
        return "counts_" + number;
    }
}
