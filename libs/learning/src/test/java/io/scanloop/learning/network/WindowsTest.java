package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.random.CounterRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final int[] GRID = {5, 4, 6};

    private static HostTensor random(long... shape) {
        var random = CounterRandom.of(2, "tokens");
        var numbers = new float[(int) Shapes.count(shape)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return HostTensor.of(numbers, shape);
    }

    @Test
    void whatIsCutIsPutTogetherAgain() {
        var graph = Graph.named("windows");
        Tensor x = graph.input("x", Type.FLOAT32, 2, 5, 4, 6, 3);
        var windows = Windows.of(GRID, 3, Windows.SmallGrid.SHRINKS_WINDOW, true);
        Tensor cut = windows.cut(x);
        var tokens = random(2, 5, 4, 6, 3);

        try (var program = Program.forward(graph, Map.of("same", windows.joined(cut)))) {
            assertThat(windows.shift()).containsExactly(1, 1, 1);
            assertThat(cut.shape()).containsExactly(2 * 2 * 2 * 2, 27, 3);
            assertThat(program.run(Map.of("x", tokens)).get("same").asFloats()).containsExactly(tokens.asFloats());
        }
    }

    @Test
    void aWindowOverTheWholeGridIsPlainAttentionWithABias() {
        int heads = 2;
        var graph = Graph.named("attention");
        Tensor x = graph.input("x", Type.FLOAT32, 1, 5, 4, 6, 8);
        var windows = Windows.of(GRID, 7, Windows.SmallGrid.SHRINKS_WINDOW, true);
        var scope = graph.parameters();
        Tensor block = new SwinBlock(heads, 7, false, 0, Linear.PYTORCH).of(scope, x, windows, windows.mask(graph));

        Tensor attn = Linear.norm(scope.in("norm1"), x).reshape(1, 120, 8);
        Tensor qkv = Linear.PYTORCH
                .mapWithoutBias(scope.in("attn"), "qkv", attn, 24)
                .reshape(1, 120, 3, heads, 4)
                .permute(2, 0, 3, 1, 4);
        Tensor scores = part(qkv, 0).over(2).matmul(part(qkv, 1).transpose(2, 3));
        Tensor table = scope.in("attn").get("relative_position_bias_table", Initializer.zeros(), 2197, heads);
        Tensor mixed = scores.plus(windows.bias(table, 7)).softmax(-1).matmul(part(qkv, 2));
        Tensor y = x.reshape(1, 120, 8)
                .plus(Linear.PYTORCH.map(
                        scope.in("attn"), "proj", mixed.transpose(1, 2).reshape(1, 120, 8), 8));
        Tensor hidden = Linear.PYTORCH.map(scope.in("mlp"), "linear1", Linear.norm(scope.in("norm2"), y), 32);
        Tensor plain = y.plus(Linear.PYTORCH.map(scope.in("mlp"), "linear2", hidden.gelu(), 8));

        try (var program = Program.forward(graph, Map.of("block", block, "plain", plain))) {
            program.initialize(4);
            var result = program.run(Map.of("x", random(1, 5, 4, 6, 8)));

            assertThat(windows.isShifted()).isFalse();
            assertThat(result.get("block").asFloats())
                    .containsExactly(result.get("plain").asFloats(), within(1e-5f));
        }
    }

    private static Tensor part(Tensor qkv, int part) {
        return qkv.slice(0, part, part + 1).squeeze(0);
    }

    @Test
    void theMaskKeepsApartWhatTheRollBroughtTogether() {
        var windows = Windows.of(new int[] {4, 4, 2}, 2, Windows.SmallGrid.SHRINKS_WINDOW, true);
        var graph = Graph.named("mask");
        Tensor mask = java.util.Objects.requireNonNull(windows.mask(graph));
        // scores as large as trained networks have them
        Tensor scores = graph.input("scores", Type.FLOAT32, 4, 1, 8, 8).times(5);

        try (var program = Program.forward(
                graph, Map.of("mask", mask, "shares", scores.plus(mask).softmax(-1)))) {
            var result = program.run(Map.of("scores", random(4, 1, 8, 8)));

            // the grid is 4 x 4 x 2, rolled by 1 along X and Y; of Z there is one window, not rolled
            assertThat(windows.shift()).containsExactly(1, 1, 0);
            for (int window = 0; window < 4; window++) {
                for (int a = 0; a < 8; a++) {
                    for (int b = 0; b < 8; b++) {
                        int at = (window * 8 + a) * 8 + b;
                        boolean isApart =
                                (window >= 2 && a / 4 != b / 4) || (window % 2 == 1 && a / 2 % 2 != b / 2 % 2);
                        assertThat(result.get("mask").asFloats()[at]).isEqualTo(isApart ? -100 : 0);
                        if (isApart) {
                            assertThat(result.get("shares").asFloats()[at]).isLessThan(1e-6f);
                        }
                    }
                }
            }
        }
    }

    @Test
    void smallGridsShrinkTheWindowOrArePadded() {
        int[] grid = {6, 3, 9};

        assertThat(Windows.of(grid, 7, Windows.SmallGrid.SHRINKS_WINDOW, true).window())
                .containsExactly(6, 3, 7);
        assertThat(Windows.of(grid, 7, Windows.SmallGrid.SHRINKS_WINDOW, true).shift())
                .containsExactly(0, 0, 3);
        assertThat(Windows.of(grid, 4, Windows.SmallGrid.IS_PADDED, true).window())
                .containsExactly(4, 4, 4);
        assertThat(Windows.of(grid, 4, Windows.SmallGrid.IS_PADDED, true).count())
                .isEqualTo(2 * 1 * 3);
    }

    @Test
    void depthGoesToPlacesInOrder() {
        var graph = Graph.named("depth");
        Tensor x = graph.input("x", Type.FLOAT32, 1, 8, 1, 1, 2);
        var numbers = new float[16];
        for (int i = 0; i < 16; i++) {
            numbers[i] = i;
        }

        try (var program = Program.forward(graph, Map.of("y", DepthToSpace.of(x, 2)))) {
            var y = program.run(Map.of("x", HostTensor.of(numbers, 1, 8, 1, 1, 2)))
                    .get("y");

            // channel c = (a, b, d) of voxel z lies at (a, b, 2 z + d); its number is 2 c + z
            assertThat(y.shape()).containsExactly(1, 1, 2, 2, 4);
            assertThat(y.asFloats()).containsExactly(0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15);
        }
    }
}
