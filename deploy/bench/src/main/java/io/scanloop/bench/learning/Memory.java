package io.scanloop.bench.learning;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.network.Networks;
import io.scanloop.learning.program.Formula;
import io.scanloop.learning.program.Switches;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the memory of this process stays as it is while each network of the catalogue trains. */
final class Memory {
    private static final int WARM_UP = 60;
    private static final int STEPS = 300;

    private Memory() {}

    /** Rows of a table. */
    static String rows() throws IOException {
        var rows = new StringBuilder();
        for (var name : Networks.names()) {
            rows.append(row(name));
        }
        return rows.toString();
    }

    private static String row(String name) throws IOException {
        var plan = OptimizerPlan.adamW(Schedule.constant(1e-5), 0.05, 1);
        try (var step = new TimedStep(
                new Objective(name + "-memory", graph -> loss(graph, name), plan), batch(name), Switches.PLAIN)) {
            step.run(WARM_UP);
            double before = Processor.residentMebibytes();
            step.run(STEPS);
            double after = Processor.residentMebibytes();
            System.err.printf("memory of %s: %.0f, %.0f MiB%n", name, before, after);
            return "| %s: resident memory before and after %d steps | %.0f, %.0f MiB | flat |%n"
                    .formatted(name, STEPS, before, after);
        }
    }

    /** The mean square of all outputs. */
    private static Terms loss(Graph graph, String name) {
        var outputs = Networks.build(graph, name, "tiny", Map.of()).outputs();
        return Terms.of(
                "squares",
                outputs.values().stream()
                        .map(output -> output.square().mean())
                        .reduce(Tensor::plus)
                        .orElseThrow());
    }

    private static Batch batch(String name) {
        Map<String, HostTensor> inputs = Networks.build(name, "tiny", Map.of()).graph().inputs().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        input -> Formula.input(0, input.getValue().shape())));
        return new Batch(inputs, Map.of());
    }
}
