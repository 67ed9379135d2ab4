package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SimilarityMapTest {
    @Test
    void isTheCosineWithTheAskedPixelsVector() {
        var graph = Graph.named("map");
        var asked = graph.input("asked", Type.FLOAT32, 1, 1, 3, 3);
        var vectors = graph.input("vectors", Type.FLOAT32, 1, 2, 3, 3);
        var others = graph.input("others", Type.FLOAT32, 1, 2, 3, 3);
        var view = graph.input("view", Type.FLOAT32, 1, 1, 3, 3);
        var picture = SimilarityMap.of(asked, vectors, others, view, view);
        // asked for is (0, 2) in the first view; the second has (0, 5), (0, -1), (3, 0), (1, 1) and zeros
        var first = new float[18];
        first[9 + 5] = 2;
        first[4] = 7;
        var place = new float[9];
        place[5] = 1;
        var second = new float[18];
        second[9] = 5;
        second[9 + 1] = -1;
        second[2] = 3;
        second[3] = 1;
        second[9 + 3] = 1;

        try (var program = Program.forward(
                graph, Map.of("map", picture.rebuilt(), "view", picture.target(), "marked", picture.shown()))) {
            var panels = program.run(Map.of(
                    "asked",
                    HostTensor.of(place, 1, 1, 3, 3),
                    "view",
                    HostTensor.of(new float[] {0, 1, 2, 3, 4, 3, 2, 1, 0}, 1, 1, 3, 3),
                    "vectors",
                    HostTensor.of(first, 1, 2, 3, 3),
                    "others",
                    HostTensor.of(second, 1, 2, 3, 3)));
            var map = Objects.requireNonNull(panels.get("map"));

            assertThat(map.shape()).containsExactly(1, 1, 3, 3, 1);
            float[] values = map.asFloats();
            assertThat(values[0]).as("as bright as the view").isCloseTo(4, within(1e-5f));
            assertThat(values[1]).as("as dark as the view").isCloseTo(0, within(1e-5f));
            assertThat(values[2]).isCloseTo(2, within(1e-5f));
            assertThat(values[3]).isCloseTo((float) (2 + 2 * Math.sqrt(0.5)), within(1e-5f));
            assertThat(values[8]).as("of no vector").isCloseTo(2, within(1e-5f));
            assertThat(Objects.requireNonNull(panels.get("marked")).asFloats())
                    .as("a bright pixel is marked dark")
                    .containsExactly(0, 1, 2, 3, 4, 0, 2, 1, 0);
        }
    }

    @Test
    void asksForTheFirstPixelOfEachViewThatCounts() {
        var graph = Graph.named("asked");
        var pixels = graph.input("pixels", Type.INT64, 4);
        var valid = graph.input("valid", Type.FLOAT32, 4);
        var view = graph.input("view", Type.FLOAT32, 3, 1, 2, 2);
        var asked = SimilarityMap.asked(pixels, valid, view);

        try (var program = Program.forward(graph, Map.of("asked", asked))) {
            var found = program.run(Map.of(
                    "pixels",
                    HostTensor.of(new long[] {5, 2, 7, 0}, 4),
                    "valid",
                    HostTensor.of(new float[] {0, 1, 1, 1}, 4),
                    "view",
                    HostTensor.of(new float[12], 3, 1, 2, 2)));

            assertThat(Objects.requireNonNull(found.get("asked")).asFloats())
                    .as("2 was drawn before 0, 5 does not count, the third view has none")
                    .containsExactly(0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0);
        }
    }
}
