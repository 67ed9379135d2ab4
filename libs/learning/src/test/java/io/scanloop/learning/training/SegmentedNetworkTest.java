package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.program.Switches;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks forget the inside of their blocks where memory is to be saved. */
class SegmentedNetworkTest {
    @ParameterizedTest
    @ValueSource(strings = {"swin-pretraining", "smit-net-p", "unetr"})
    void trainsTheSameWithCheckpoints(String network) {
        var objective = new Objective(
                network,
                graph -> Squares.terms(graph, network, "tiny"),
                OptimizerPlan.adamW(Schedule.constant(1e-4), 0.05, 1));
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
        var batch = Squares.batch(network);
        try (var trainer = Trainer.create(objective, 1, 2, switches)) {
            trainer.iterate(batch);
            return trainer.iterate(batch);
        }
    }
}
