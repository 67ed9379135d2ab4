package io.scanloop.learning.export;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.program.Program;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What the phases of training run, to be compared with what is left of it. */
final class TrainingNetworks {
    private TrainingNetworks() {}

    /**
     * The network of a phase with everything that training adds to it: heads, teacher, losses. Its time is that of a forward
     * pass to the losses, without gradients.
     */
    static Figures of(Objective objective, Stopwatch stopwatch) {
        var graph = Graph.named(objective.name());
        var losses = new LinkedHashMap<String, Tensor>();
        objective.program().apply(graph).terms().forEach(term -> losses.put(term.name(), term.value()));
        return Figures.of(graph, losses.values(), time(graph, losses, stopwatch));
    }

    private static OptionalDouble time(Graph graph, Map<String, Tensor> losses, Stopwatch stopwatch) {
        if (stopwatch.passes() == 0) {
            return OptionalDouble.empty();
        }
        var inputs = AnyInputs.of(graph);
        try (var program = Program.forward(graph, losses)) {
            return stopwatch.median(() -> program.run(inputs));
        }
    }
}
