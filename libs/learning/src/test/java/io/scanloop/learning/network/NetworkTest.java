package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkTest {
    @Test
    void blocksHaveAsManyParametersAsViT() {
        assertThat(blocks(new Transformer(12, 768, 12, 3072))).isEqualTo(85_054_464);
        assertThat(blocks(new Transformer(4, 96, 4, 384))).isEqualTo(447_360);
        assertThat(blocks(new Transformer(8, 512, 16, 2048))).isEqualTo(25_219_072);
    }

    @Test
    void tokenizersHaveTheCountsOfTheText() {
        var paper = tokenizer(16, 768, 7, 32);
        var tiny = tokenizer(8, 96, 3, 16);

        assertThat(count(paper, "controller")).isEqualTo(12_288);
        assertThat(count(paper, "")).isEqualTo(3_146_496 + 12_288);
        assertThat(count(tiny, "controller")).isEqualTo(768);
        assertThat(count(tiny, "")).isEqualTo(49_248 + 768);
    }

    @Test
    void withoutUpdateAllModalitiesShareOneTokenizer() {
        var graph = Graph.named("tokenizer");
        Tensor images = graph.input("images", Type.FLOAT32, 1, 3, 4, 4, 4);
        Tensor tokens =
                new DynamicTokenizer(2, 6, DynamicTokenizer.BiasRule.MULTIPLY).tokens(graph.parameters(), images);
        try (var program = Program.forward(graph, Map.of("tokens", tokens))) {
            program.initialize(1);
            var image = random(64, 2);
            var same = new float[3 * 64];
            for (int modality = 0; modality < 3; modality++) {
                System.arraycopy(image, 0, same, modality * 64, 64);
            }

            var values = program.run(Map.of("images", HostTensor.of(same, 1, 3, 4, 4, 4)))
                    .get("tokens")
                    .asFloats();

            int one = values.length / 3;
            assertThat(Arrays.copyOfRange(values, one, 2 * one)).containsExactly(Arrays.copyOf(values, one));
            assertThat(Arrays.copyOfRange(values, 2 * one, 3 * one)).containsExactly(Arrays.copyOf(values, one));
            assertThat(values).doesNotContain(0);
        }
    }

    @Test
    void theUpdateScalesFiltersAndBiasOfEachModality() {
        assertThat(updated(DynamicTokenizer.BiasRule.MULTIPLY)).containsExactly(0.5f, 1, 3, 4);
    }

    @Test
    void theUpdateOfABiasMayBeAdded() {
        assertThat(updated(DynamicTokenizer.BiasRule.ADD)).containsExactly(0.5f, 1.5f, 3, 4);
    }

    private static float[] updated(DynamicTokenizer.BiasRule rule) {
        var graph = Graph.named("tokenizer");
        Tensor images = graph.input("images", Type.FLOAT32, 1, 2, 2, 2, 2);
        var scope = graph.parameters();
        // bias c = 1, 2; U: modality 0 scales filters by 0 and has b = -0.5, modality 1 doubles filters
        scope.get("bias", (values, shape, random) -> System.arraycopy(new float[] {1, 2}, 0, values, 0, 2), 2);
        float[] u = {-1, 1, -1, 1, -0.5f, 0, -0.5f, 0};
        scope.in("controller").get("weight", (values, shape, random) -> System.arraycopy(u, 0, values, 0, 8), 4, 2);
        scope.get("weight", Initializer.constant(0.125), 2, 1, 2, 2, 2);
        Tensor tokens = new DynamicTokenizer(2, 2, rule).tokens(scope, images);
        try (var program = Program.forward(graph, Map.of("tokens", tokens))) {
            program.initialize(1);
            float[] ones = new float[16];
            Arrays.fill(ones, 1);

            return program.run(Map.of("images", HostTensor.of(ones, 1, 2, 2, 2, 2)))
                    .get("tokens")
                    .asFloats();
        }
    }

    @Test
    void positionsAreReadOffTheGridAxisByAxis() {
        var graph = Graph.named("positions");
        Tensor table = Positions.sineCosine(graph, "positions", new int[] {2, 3, 4}, 12);
        try (var program = Program.forward(graph, Map.of("table", table.plus(0)))) {
            var values = program.run(Map.of()).get("table");

            assertThat(values.shape()).containsExactly(24, 12);
            // token (1, 2, 3) is the last; per axis two sines, two cosines with frequencies 1 and 0.01
            double[] expected = {
                Math.sin(1), Math.sin(0.01), Math.cos(1), Math.cos(0.01),
                Math.sin(2), Math.sin(0.02), Math.cos(2), Math.cos(0.02),
                Math.sin(3), Math.sin(0.03), Math.cos(3), Math.cos(0.03)
            };
            for (int i = 0; i < 12; i++) {
                assertThat((double) values.asFloats()[23 * 12 + i]).isCloseTo(expected[i], within(1e-6));
            }
        }
        assertThatThrownBy(() -> Positions.sineCosine(graph, "other", new int[] {1, 1, 1}, 5))
                .hasMessageContaining("at least 6");
    }

    @Test
    void patchesLieAsTokensDo() {
        var graph = Graph.named("patches");
        Tensor images = graph.input("images", Type.FLOAT32, 1, 1, 2, 2, 4);
        try (var program = Program.forward(graph, Map.of("patches", Patches.of(images, 2)))) {
            float[] voxels = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

            var patches = program.run(Map.of("images", HostTensor.of(voxels, 1, 1, 2, 2, 4)))
                    .get("patches");

            assertThat(patches.shape()).containsExactly(1, 1, 2, 8);
            assertThat(patches.asFloats()).containsExactly(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
        }
    }

    @Test
    void theMaximumIsOverThePresent() {
        var graph = Graph.named("presence");
        Tensor values = graph.input("values", Type.FLOAT32, 2, 2, 2);
        Tensor present = graph.input("present", Type.FLOAT32, 2, 2);
        try (var program = Program.forward(graph, Map.of("max", Presence.max(values, present)))) {
            var max = program.run(Map.of(
                            "values", HostTensor.of(new float[] {-1, -2, 5, -3, 1, 2, 3, 0}, 2, 2, 2),
                            "present", HostTensor.of(new float[] {1, 0, 1, 1}, 2, 2)))
                    .get("max");

            assertThat(max.asFloats()).containsExactly(-1, -2, 3, 2);
        }
    }

    @Test
    void aUnetrOfOneModalityHasTheCountOfMonai() {
        // 8 x 32^3, 16 x 16^3, 32 x 8^3, bottleneck 96 x 4^3, two classes
        assertThat(unetr(new AdaptiveDecoder(8, 8, 2), 96, 32)).isEqualTo(195_954);
        // UNETR of 96^3, 768 wide, two classes: 92,783,842 less the transformer without qkv bias and its patch
        // embedding
        long transformer = 85_054_464 - 12 * 3 * 768 + 2 * 768;
        long patches = 768L * 16 * 16 * 16 + 768 + 216 * 768;
        assertThat(unetr(new AdaptiveDecoder(16, 16, 2), 768, 96)).isEqualTo(92_783_842 - transformer - patches);
    }

    @Test
    void refusesTokensThatAreNoPowerOfTwo() {
        assertThatThrownBy(() -> new AdaptiveDecoder(12, 8, 2)).hasMessageContaining("must be 4, 8, 16");
        assertThatThrownBy(() -> new Transformer(1, 10, 3, 4)).hasMessageContaining("multiple of the heads");
        Tensor images = Graph.named("grid").input("images", Type.FLOAT32, 1, 1, 16, 20, 16);
        assertThatThrownBy(() -> Patches.grid(images, 8))
                .hasMessageContaining("multiple of the token's edge 8, got 16 x 20 x 16");
    }

    private static long blocks(Transformer transformer) {
        var graph = Graph.named("vit");
        transformer.blocks(graph.parameters(), graph.input("x", Type.FLOAT32, 1, 2, transformer.width()), null);
        return count(graph, "");
    }

    private static Graph tokenizer(int edge, int width, int modalities, int size) {
        var graph = Graph.named("tokenizer");
        Tensor images = graph.input("images", Type.FLOAT32, 1, modalities, size, size, size);
        new DynamicTokenizer(edge, width, DynamicTokenizer.BiasRule.MULTIPLY).tokens(graph.parameters(), images);
        return graph;
    }

    private static long unetr(AdaptiveDecoder decoder, int width, int size) {
        var graph = Graph.named("unetr");
        int grid = size / decoder.edge();
        Tensor tokens = graph.input("tokens", Type.FLOAT32, 1, (long) grid * grid * grid, width);
        decoder.logits(
                graph.parameters(),
                graph.input("images", Type.FLOAT32, 1, 1, size, size, size),
                graph.input("present", Type.FLOAT32, 1, 1),
                java.util.Collections.nCopies(decoder.taps(), tokens),
                tokens,
                new int[] {grid, grid, grid});
        return count(graph, "");
    }

    private static long count(Graph graph, String prefix) {
        return graph.parameterMap().entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith(prefix))
                .mapToLong(parameter -> parameter.getValue().value().count())
                .sum();
    }

    private static float[] random(int count, long seed) {
        var chance = new SplittableRandom(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) chance.nextDouble(-1, 1);
        }
        return values;
    }
}
