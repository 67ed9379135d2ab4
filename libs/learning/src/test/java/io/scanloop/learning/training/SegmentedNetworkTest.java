package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.network.Networks;
import io.scanloop.learning.program.Formula;
import io.scanloop.learning.program.Switches;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks forget the inside of their blocks where memory is to be saved. */
class SegmentedNetworkTest {
    @ParameterizedTest
    @ValueSource(strings = {"swin-pretraining", "smit-net-p", "unetr"})
    void trainsTheSameWithCheckpoints(String network) {
        var objective = new Objective(
                network, graph -> squares(graph, network), OptimizerPlan.adamW(Schedule.constant(1e-4), 0.05, 1));
        var checkpoints = Switches.PLAIN.with(Switches.Checkpointing.SEGMENTS);

        assertThat(Trainer.explain(objective, checkpoints)).contains("def segment_0(", "def segment_5(");
        var plain = afterTwo(objective, network, Switches.PLAIN);
        var checkpointed = afterTwo(objective, network, checkpoints);
        for (var name : new String[] {"loss", "grad_norm"}) {
            double expected = Objects.requireNonNull(plain.get(name));
            assertThat(checkpointed.get(name)).as(name).isCloseTo(expected, within(1e-4 * expected));
        }
    }

    private static Map<String, Double> afterTwo(Objective objective, String network, Switches switches) {
        var inputs = Networks.build(network, "tiny", Map.of()).graph().inputs().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        input -> Formula.input(0, input.getValue().shape())));
        try (var trainer = Trainer.create(objective, 1, 2, switches)) {
            trainer.iterate(new Batch(inputs, Map.of()));
            return trainer.iterate(new Batch(inputs, Map.of()));
        }
    }

    private static Terms squares(Graph graph, String network) {
        var outputs = Networks.build(graph, network, "tiny", Map.of()).outputs().values();
        return Terms.of(
                "squares",
                outputs.stream()
                        .map(output -> output.square().mean())
                        .reduce(Tensor::plus)
                        .orElseThrow());
    }
}
