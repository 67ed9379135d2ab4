package io.scanloop.bench.learning;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Precision;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.program.Switches;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What bfloat16 and checkpoints cost or save against the plain program, forward and backward. */
final class Lower {
    private static final int WARM_UP = 3;

    private Lower() {}

    /** Rows of a table; without bfloat16 in hardware its products are so slow that nothing is learned from them. */
    static String rows(int rounds) throws IOException {
        var rows = new StringBuilder();
        if (Processor.hasBfloat16()) {
            rows.append(row("bfloat16 against float32: convolution 32 -> 32, 48^3", convolution(rounds), "<= 0.65"))
                    .append(row(
                            "bfloat16 against float32: attention, 6 heads, 2 x 864 tokens",
                            attention(rounds),
                            "<= 0.65"))
                    .append(row(
                            "bfloat16 against float32: whole step, transformer", steps(rounds, low(), true), "<= 0.8"));
        } else {
            rows.append("| bfloat16 against float32 | skipped: this processor has no avx512_bf16 |  |\n");
        }
        return rows.append(row(
                        "checkpoints against none: whole step, transformer", steps(rounds, checkpointed(), true), ""))
                .append(row("checkpoints against none: whole step, U-Net", steps(rounds, checkpointed(), false), ""))
                .toString();
    }

    private static String row(String what, double ratio, String target) {
        System.err.printf("%s: %.3f%n", what, ratio);
        return "| %s | **%.2f** | %s |%n".formatted(what, ratio, target);
    }

    private static Switches low() {
        return Switches.PLAIN.with(Precision.BFLOAT16);
    }

    private static Switches checkpointed() {
        return Switches.PLAIN.with(Switches.Checkpointing.SEGMENTS);
    }

    private static double steps(int rounds, Switches switches, boolean isTransformer) {
        try (var plain = isTransformer ? VitStep.of(Switches.PLAIN) : UnetStep.of(32, Switches.PLAIN);
                var other = isTransformer ? VitStep.of(switches) : UnetStep.of(32, switches)) {
            return ratio(rounds, () -> plain.run(1), () -> other.run(1));
        }
    }

    private static double convolution(int rounds) {
        var graph = Graph.named("convolution");
        Tensor x = graph.input("x", Type.FLOAT32, 1, 32, 48, 48, 48);
        Tensor weight = graph.parameters().get("weight", Initializer.xavierUniform(), 32, 32, 3, 3, 3);
        Tensor loss = x.conv3d(weight, null, 1, 1, 1).square().mean();
        return ratio(rounds, graph, loss, List.of(weight, x), Map.of("x", TimedStep.normal("x", 1, 32, 48, 48, 48)));
    }

    private static double attention(int rounds) {
        var graph = Graph.named("attention");
        long[] shape = {2, 6, 864, 64};
        Tensor query = graph.input("query", Type.FLOAT32, shape);
        Tensor key = graph.input("key", Type.FLOAT32, shape);
        Tensor value = graph.input("value", Type.FLOAT32, shape);
        Tensor loss = query.attention(key, value, null).square().mean();
        Map<String, HostTensor> inputs = Map.of(
                "query", TimedStep.normal("query", shape),
                "key", TimedStep.normal("key", shape),
                "value", TimedStep.normal("value", shape));
        return ratio(rounds, graph, loss, List.of(query, key, value), inputs);
    }

    private static double ratio(int rounds, Graph graph, Tensor loss, List<Tensor> by, Map<String, HostTensor> inputs) {
        try (var full = Program.gradients(graph, Map.of(), loss, by, Precision.FLOAT32);
                var low = Program.gradients(graph, Map.of(), loss, by, Precision.BFLOAT16)) {
            full.initialize(1);
            low.initialize(1);
            return ratio(rounds, () -> full.run(inputs), () -> low.run(inputs));
        }
    }

    /** Median over rounds of the second's processor time by the first's. */
    private static double ratio(int rounds, Runnable first, Runnable second) {
        for (int i = 0; i < WARM_UP; i++) {
            first.run();
            second.run();
        }
        var ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double before = Processor.seconds(first);
            ratios[round] = Processor.seconds(second) / before;
        }
        return Processor.median(ratios);
    }
}
