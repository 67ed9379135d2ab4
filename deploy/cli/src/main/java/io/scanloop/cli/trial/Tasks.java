package io.scanloop.cli.trial;

import io.scanloop.learning.graph.Cost;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.method.Term;

/** Tasks that differ in the sizes of networks only, and what their iterations cost. */
final class Tasks {
    private Tasks() {}

    /** The same with another preset. */
    static Task with(Task task, String preset) {
        return new Task(task.contrasts(), task.classValues(), task.spacing(), preset);
    }

    /** Multiply-accumulates of the forward pass of an iteration. */
    static long cost(Objective objective) {
        var graph = Graph.named("cost");
        var terms = objective.program().apply(graph);
        var cost = Cost.of(graph, terms.terms().stream().map(Term::value).toList());
        return cost.maps() + cost.attention();
    }

    /**
     * Iterations of fine-tuning that cost what a pre-training does, by the multiply-accumulates of their forward passes:
     * the same on every machine.
     */
    static int equivalent(Method method, Task task, int pretrainingIterations) {
        double ratio = (double) cost(method.pretraining(task)) / cost(method.finetuning(task));
        return (int) Math.max(1, Math.round(ratio * pretrainingIterations));
    }
}
