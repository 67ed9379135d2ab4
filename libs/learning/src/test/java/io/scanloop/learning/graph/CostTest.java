package io.scanloop.learning.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Counted by hand. */
class CostTest {
    private final Graph graph = Graph.named("small");
    private final Tensor image = graph.input("image", Type.FLOAT32, 2, 3);
    private final Tensor first = graph.parameters().get("first", Initializer.zeros(), 4, 3);
    private final Tensor second = graph.parameters().get("second", Initializer.zeros(), 5, 4);
    private final Tensor teaching = graph.parameters().frozen("teaching", Initializer.zeros(), 4, 3);

    private List<Tensor> losses() {
        Tensor hidden = image.linear(first, null); // 2 * 3 * 4 = 24
        Tensor vectors = hidden.linear(second, null); // 2 * 4 * 5 = 40
        Tensor answer = image.linear(teaching, null).detach(); // 24
        Tensor likeness = vectors.matmul(vectors.transpose(0, 1)); // 2 * 2 * 5 = 20
        return List.of(likeness.sum(), hidden.minus(answer).square().sum());
    }

    @Test
    void aForwardPassCountsEachProductOnce() {
        assertThat(Cost.of(graph, losses())).isEqualTo(new Cost(24 + 40 + 24, 0, 20));
    }

    @Test
    void anIterationCountsGradientsWhereTheyFlowAndATeacherOnce() {
        // of the first layer there is a gradient by its weight, but none by the image; of the others one by each factor
        assertThat(Cost.ofIteration(graph, losses(), Set.of(first, second)))
                .isEqualTo(new Cost(2 * 24 + 3 * 40 + 24, 0, 3 * 20));
        assertThat(Cost.ofIteration(graph, losses(), Set.of(second))).isEqualTo(new Cost(24 + 2 * 40 + 24, 0, 3 * 20));
        assertThat(Cost.ofIteration(graph, losses(), Set.of())).isEqualTo(Cost.of(graph, losses()));
    }

    @Test
    void attentionIsTwoProducts() {
        var parameters = graph.parameters();
        Tensor query = parameters.get("query", Initializer.zeros(), 1, 3, 2);
        Tensor key = parameters.get("key", Initializer.zeros(), 1, 4, 2);
        Tensor value = parameters.get("value", Initializer.zeros(), 1, 4, 5);

        var seen = List.of(query.attention(key, value, null).sum());

        // scores 3 * 2 * 4, their product with the values 3 * 4 * 5
        assertThat(Cost.of(graph, seen)).isEqualTo(new Cost(0, 24 + 60, 0));
        assertThat(Cost.ofIteration(graph, seen, Set.of(query, key, value))).isEqualTo(new Cost(0, 3 * 24 + 3 * 60, 0));
        assertThat(Cost.ofIteration(graph, seen, Set.of(key))).isEqualTo(new Cost(0, 2 * 24 + 2 * 60, 0));
        assertThat(Cost.ofIteration(graph, seen, Set.of(value))).isEqualTo(new Cost(0, 24 + 2 * 60, 0));
    }

    @Test
    void aConvolutionTakesAllWeightsOfAChannelForEachVoxel() {
        Tensor volume = graph.input("volume", Type.FLOAT32, 2, 3, 4, 4, 4);
        Tensor kernel = graph.parameters().get("kernel", Initializer.zeros(), 5, 3, 3, 3, 3);

        var seen = List.of(volume.conv3d(kernel, null, 1, 1, 1).sum());

        long once = 2 * 5 * 64 * 3 * 27;
        assertThat(Cost.of(graph, seen).total()).isEqualTo(once);
        assertThat(Cost.ofIteration(graph, seen, Set.of(kernel)).total()).isEqualTo(2 * once);
    }
}
