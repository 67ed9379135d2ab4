package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.network.Networks;
import io.scanloop.learning.program.CompiledModule;
import io.scanloop.learning.program.Switches;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine takes the training step of every network at the sizes that no test can run. */
class SizesTest {
    static Stream<Arguments> large() {
        return Networks.names().stream()
                .flatMap(name -> Stream.of(Arguments.of(name, "small"), Arguments.of(name, "paper")));
    }

    @ParameterizedTest
    @MethodSource("large")
    void compiles(String name, String size) {
        var objective = new Objective(
                name, graph -> Squares.terms(graph, name, size), OptimizerPlan.adamW(Schedule.constant(1e-4), 0.05, 1));
        var checkpoints = Switches.PLAIN.with(Switches.Checkpointing.SEGMENTS);

        assertThatCode(() -> CompiledModule.compile(
                                StepText.of(objective, checkpoints).text())
                        .close())
                .doesNotThrowAnyException();
    }
}
