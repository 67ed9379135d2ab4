package io.scanloop.learning.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShapesTest {

    static Stream<Arguments> misfits() {
        return Stream.of(
                misfit("cannot join (2, 3) and (4, 3)", g -> x(g, 2, 3).plus(y(g, 4, 3))),
                misfit("x FLOAT32 (2, 3) and y FLOAT32 (4, 3)", g -> x(g, 2, 3).matmul(y(g, 4, 3))),
                misfit("x FLOAT32 (2, 3) and y FLOAT32 (5, 4)", g -> x(g, 2, 3).linear(y(g, 5, 4), null)),
                misfit(
                        "x FLOAT32 (1, 2, 4, 4, 4) and y FLOAT32 (8, 3, 3, 3, 3)",
                        g -> x(g, 1, 2, 4, 4, 4).conv3d(y(g, 8, 3, 3, 3, 3), null, 1, 1, 1)),
                misfit(
                        "x FLOAT32 (1, 2, 4, 4, 4) and y FLOAT32 (3, 8, 2, 2, 2)",
                        g -> x(g, 1, 2, 4, 4, 4).convTranspose3d(y(g, 3, 8, 2, 2, 2), null, 2)),
                misfit(
                        "x FLOAT32 (1, 2, 4, 4) and y FLOAT32 (8, 3, 3, 3)",
                        g -> x(g, 1, 2, 4, 4).conv2d(y(g, 8, 3, 3, 3), null, 1, 1, 1)),
                misfit(
                        "x FLOAT32 (1, 2, 4, 4) and y FLOAT32 (3, 8, 2, 2)",
                        g -> x(g, 1, 2, 4, 4).convTranspose2d(y(g, 3, 8, 2, 2), null, 2)),
                misfit(
                        "got [1, 2], 0, 1",
                        g -> x(g, 1, 2, 4, 4, 4)
                                .conv3d(y(g, 8, 2, 1, 1, 1), null, new int[] {1, 2}, new int[] {0, 0, 0}, new int[] {
                                    1, 1, 1
                                })),
                misfit(
                        "x FLOAT32 (1, 2, 4, 1, 4) is smaller than y FLOAT32 (8, 2, 3, 3, 3)",
                        g -> x(g, 1, 2, 4, 1, 4).conv3d(y(g, 8, 2, 3, 3, 3), null, 1, 0, 1)),
                misfit(
                        "output padding from 0 to stride - 1, got 2, 1, 2",
                        g -> x(g, 1, 2, 4, 4, 4).convTranspose3d(y(g, 2, 8, 3, 3, 3), null, 2, 1, 2)),
                misfit(
                        "maxPool of edge 3: x FLOAT32 (1, 2, 4, 2) is smaller on axis 3",
                        g -> x(g, 1, 2, 4, 2).maxPool(3)),
                misfit(
                        "x FLOAT32 (1, 2, 4, 4) and y FLOAT32 (1, 4, 4, 3)",
                        g -> x(g, 1, 2, 4, 4).gridSample(y(g, 1, 4, 4, 3), GridCorners.ALIGNED)),
                misfit(
                        "got y FLOAT32 (2) for x FLOAT32 (1, 3, 4)",
                        g -> x(g, 1, 3, 4).prelu(y(g, 2))),
                misfit(
                        "running mean of shape (3), got y FLOAT32 (2)",
                        g -> x(g, 2, 3).batchNorm(input(g, "w", 3), input(g, "b", 3), y(g, 2), input(g, "v", 3), 1e-5)),
                misfit(
                        "shift for each axis, got [1] and [0, 1] of x FLOAT32 (2, 3)",
                        g -> x(g, 2, 3).roll(new long[] {1}, 0, 1)),
                misfit(
                        "bias of shape (8), got y FLOAT32 (7)",
                        g -> x(g, 1, 2, 4, 4, 4).conv3d(input(g, "w", 8, 2, 3, 3, 3), y(g, 7), 1, 1, 1)),
                misfit("weight of shape (3), got y FLOAT32 (2)", g -> x(g, 2, 3).layerNorm(1, y(g, 2), null, 1e-5)),
                misfit("x FLOAT32 (2, 3) to (4, 2)", g -> x(g, 2, 3).reshape(4, 2)),
                misfit("expand cannot join (2, 3) and (2, 4)", g -> x(g, 2, 3).expand(2, 4)),
                misfit("x FLOAT32 (2, 3) and y FLOAT32 (2, 4)", g -> Graph.concat(0, List.of(x(g, 2, 3), y(g, 2, 4)))),
                misfit("shape (2, 3), got y FLOAT32 (2, 4)", g -> Graph.stack(0, List.of(x(g, 2, 3), y(g, 2, 4)))),
                misfit("axis from -2 to 1, got 2", g -> x(g, 2, 3).softmax(2)),
                misfit("0 <= from <= to <= 3, got 1 to 4", g -> x(g, 2, 3).slice(1, 1, 4)),
                misfit(
                        "x FLOAT32 (2, 3) and i INT64 (3, 1)",
                        g -> x(g, 2, 3).gather(1, g.input("i", Type.INT64, 3, 1))),
                misfit("x FLOAT32 (2, 3) and i INT64 (2, 3)", g -> x(g, 2, 3).plus(g.input("i", Type.INT64, 2, 3))),
                misfit(
                        "needs FLOAT32 or FLOAT64, got i INT64 (2)",
                        g -> g.input("i", Type.INT64, 2).mean()),
                misfit(
                        "x FLOAT32 (1, 2, 3, 4), y FLOAT32 (1, 2, 5, 3)",
                        g -> x(g, 1, 2, 3, 4).attention(y(g, 1, 2, 5, 3), input(g, "v", 1, 2, 5, 4), null)),
                misfit(
                        "more than one number per channel, got x FLOAT32 (2, 3, 1, 1, 1)",
                        g -> x(g, 2, 3, 1, 1, 1).instanceNorm(1e-5)));
    }

    private static Arguments misfit(String message, Function<Graph, Tensor> use) {
        return Arguments.of(message, use);
    }

    private static Tensor x(Graph graph, long... shape) {
        return input(graph, "x", shape);
    }

    private static Tensor y(Graph graph, long... shape) {
        return input(graph, "y", shape);
    }

    private static Tensor input(Graph graph, String name, long... shape) {
        return graph.input(name, Type.FLOAT32, shape);
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void anErrorNamesBothSides(String message, Function<Graph, Tensor> use) {
        assertThatThrownBy(() -> use.apply(Graph.named("probe")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aParameterAskedForTwiceIsShared() {
        var scope = Graph.named("probe").parameters().in("encoder");
        var first = scope.get("weight", Initializer.zeros(), 2, 3);

        assertThat(scope.get("weight", Initializer.zeros(), 2, 3)).isSameAs(first);
        assertThatThrownBy(() -> scope.get("weight", Initializer.zeros(), 3, 2))
                .hasMessageContainingAll("encoder.weight", "(2, 3)", "(3, 2)");
    }

    @Test
    void aBufferIsNoParameterWithAGradient() {
        var scope = Graph.named("probe").parameters();
        var buffer = scope.buffer("mean", Initializer.zeros(), 2);
        var weight = scope.get("weight", Initializer.zeros(), 2);

        assertThatThrownBy(() -> scope.get("mean", Initializer.zeros(), 2)).hasMessageContaining("mean is BUFFER");
        assertThatThrownBy(() -> scope.graph().update(weight, buffer)).hasMessageContaining("only a buffer");
        assertThatThrownBy(() -> scope.graph().update(buffer, buffer.sumKeep(0)))
                .hasMessageContaining("value of shape (2)");
    }

    @Test
    void aValueStaysInItsGraph() {
        var x = x(Graph.named("one"), 2);
        var y = y(Graph.named("other"), 2);

        assertThatThrownBy(() -> x.plus(y)).hasMessageContaining("of graph other");
    }
}
