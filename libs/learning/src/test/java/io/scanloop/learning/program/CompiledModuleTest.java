package io.scanloop.learning.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompiledModuleTest {
    @Test
    void aSharedTextIsCompiledOnceAndOutlivesItsFirstUser() {
        var graph = Graph.named("probe");
        Map<String, Tensor> outputs =
                Map.of("y", graph.input("x", Type.FLOAT32, 3).times(41.25));
        Map<String, HostTensor> given = Map.of("x", HostTensor.of(new float[] {1, 2, 3}, 3));

        var first = Program.forward(graph, outputs);
        int compiled = CompiledModule.compiled();
        try (var second = Program.forward(graph, outputs)) {
            assertThat(CompiledModule.compiled()).isEqualTo(compiled);
            first.close();
            first.close();

            assertThat(second.run(given).get("y").asFloats()).containsExactly(41.25f, 82.5f, 123.75f);
        }
        try (var third = Program.forward(graph, outputs)) {
            assertThat(third.run(given).get("y").asFloats()[0]).isEqualTo(41.25f);
            assertThatThrownBy(() -> first.run(given)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void textsThatNobodyUsesAreClosedInTheEnd() {
        var modules = new ArrayList<CompiledModule>();
        for (int n = 0; n < 3 * CompiledModule.MOST_RESTING; n++) {
            modules.add(CompiledModule.of(text(n)));
        }
        int used = CompiledModule.compiled();

        modules.forEach(CompiledModule::close);

        // the last few rest
        assertThat(CompiledModule.compiled()).isLessThanOrEqualTo(used - 2 * CompiledModule.MOST_RESTING);
        try (var last = CompiledModule.of(text(3 * CompiledModule.MOST_RESTING - 1));
                var again = CompiledModule.of(text(3 * CompiledModule.MOST_RESTING - 1));
                var alone = CompiledModule.compile(text(0))) {
            assertThat(last.isSharedWith(again)).isTrue();
            assertThat(last.isSharedWith(alone)).isFalse();
        }
    }

    private static String text(int n) {
        return MethodText.begin("run", List.of("x: Tensor"))
                .line("return [torch.mul(x, %d)]".formatted(n + 1000))
                .text();
    }
}
