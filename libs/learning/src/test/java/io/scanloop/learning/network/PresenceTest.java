package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.program.Program;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PresenceTest {
    @Test
    void theFirstContrastThatIsThereIsTaken() {
        var graph = Graph.named("first");
        var images = graph.constant("images", new float[] {1, 2, 3, 4, 0, 5, 0, 0, 6, 0, 0, 0}, 4, 3, 1, 1, 1);
        var present = graph.constant("present", new float[] {1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0}, 4, 3);
        try (var program = Program.forward(graph, Map.of("first", Presence.first(images, present)))) {
            assertThat(program.run(Map.of()).get("first").asFloats()).containsExactly(1, 4, 6, 0);
        }
    }
}
