package io.scanloop.learning.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramTest {
    @Test
    void runs() {
        var graph = Graph.named("probe");
        var x = graph.input("x", Type.FLOAT64, 2, 3);
        var y = x.times(x).sum();
        var w = graph.parameters().get("a.w", Initializer.ones(), 2, 2);
                Program.gradients(graph, Map.of("y", y), y, List.of(x)).text());
        try (var program = Program.gradients(graph, Map.of("y", y), y, List.of(x))) {
            var out = program.run(Map.of("x", HostTensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3)));
            assertThat(out.get("y").asDoubles()).containsExactly(91);
            assertThat(out.get("gradient/x").asDoubles()).containsExactly(2, 4, 6, 8, 10, 12);
        }
    }
}
