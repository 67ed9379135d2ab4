package io.scanloop.cli.trial;

import io.scanloop.learning.graph.Cost;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.method.Term;
import java.util.stream.Collectors;

/** What iterations cost. */
final class IterationCosts {
    private IterationCosts() {}

    /** Multiply-accumulates of an iteration: forward, and backward where something learns. */
    static long cost(Objective objective) {
        var graph = Graph.named("cost");
        var losses = objective.program().apply(graph).terms().stream()
                .map(Term::value)
                .toList();
        var learning = graph.parameterMap().values().stream()
                .filter(parameter -> parameter.isTrained()
                        && objective.optimizer().multiplier(parameter.value().name()) > 0)
                .map(Graph.Parameter::value)
                .collect(Collectors.toSet());
        return Cost.ofIteration(graph, losses, learning).total();
    }

    /**
     * Iterations of training from scratch that cost what a pre-training does, by multiply-accumulates: the same on every
     * machine.
     */
    static int equivalent(Method method, Task task, int pretrainingIterations) {
        double ratio = (double) cost(method.pretraining(task)) / cost(Regime.SCRATCH.finetuning(method, task));
        return (int) Math.max(1, Math.round(ratio * pretrainingIterations));
    }
}
