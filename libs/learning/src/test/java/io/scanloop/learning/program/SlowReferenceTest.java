package io.scanloop.learning.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.GridCorners;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.random.CounterRandom;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Operators against loops, on 2 channels of 3 x 4 x 5 random numbers. */
class SlowReferenceTest {
    private static final int C = 2;
    private static final int X = 3;
    private static final int Y = 4;
    private static final int Z = 5;
    private static final float[] VALUES = random("values", C * X * Y * Z);

    private static float[] random(String name, int count) {
        var random = CounterRandom.of(5, name);
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** A voxel, 0 outside. */
    private static double at(int c, int x, int y, int z) {
        boolean isInside = x >= 0 && x < X && y >= 0 && y < Y && z >= 0 && z < Z;
        return isInside ? VALUES[((c * X + x) * Y + y) * Z + z] : 0;
    }

    /** A number for each voxel of an array. */
    private interface Loop {
        double at(int c, int x, int y, int z);
    }

    private static double[] loop(int channels, int xs, int ys, int zs, Loop loop) {
        var numbers = new double[channels * xs * ys * zs];
        int i = 0;
        for (int c = 0; c < channels; c++) {
            for (int x = 0; x < xs; x++) {
                for (int y = 0; y < ys; y++) {
                    for (int z = 0; z < zs; z++) {
                        numbers[i++] = loop.at(c, x, y, z);
                    }
                }
            }
        }
        return numbers;
    }

    private static void assertLoop(double[] expected, Map<String, HostTensor> more, Function<Graph, Tensor> operator) {
        var graph = Graph.named("loops");
        Tensor output = operator.apply(graph);
        var inputs = new java.util.HashMap<>(more);
        inputs.put("values", HostTensor.of(VALUES, 1, C, X, Y, Z));
        try (var program = Program.forward(graph, Map.of("output", output))) {
            var actual = program.run(inputs).get("output").asFloats();
            var doubles = new double[actual.length];
            for (int i = 0; i < actual.length; i++) {
                doubles[i] = actual[i];
            }
            assertThat(doubles).containsExactly(expected, within(1e-5));
        }
    }

    private static Tensor values(Graph graph) {
        return graph.input("values", Type.FLOAT32, 1, C, X, Y, Z);
    }

    @Test
    void transposedConvolution() {
        int out = 3;
        float[] weight = random("weight", C * out * 8);
        var expected = loop(out, 2 * X, 2 * Y, 2 * Z, (o, x, y, z) -> {
            double sum = 0;
            for (int c = 0; c < C; c++) {
                int kernel = (x % 2 * 2 + y % 2) * 2 + z % 2;
                sum += at(c, x / 2, y / 2, z / 2) * weight[(c * out + o) * 8 + kernel];
            }
            return sum;
        });

        assertLoop(
                expected,
                Map.of("weight", HostTensor.of(weight, C, out, 2, 2, 2)),
                g -> values(g).convTranspose3d(g.input("weight", Type.FLOAT32, C, out, 2, 2, 2), null, 2));
    }

    @Test
    void roll() {
        var expected = loop(C, X, Y, Z, (c, x, y, z) -> at(c, (x + 1) % X, (y + Y - 2) % Y, z));

        assertLoop(expected, Map.of(), g -> values(g).roll(new long[] {-1, 2}, 2, 3));
    }

    @Test
    void instanceAndGroupNorm() {
        var all = loop(C, X, Y, Z, SlowReferenceTest::at);
        int volume = X * Y * Z;

        assertLoop(normalized(all, volume), Map.of(), g -> values(g).instanceNorm(1e-5));
        assertLoop(normalized(all, C * volume), Map.of(), g -> values(g).groupNorm(1, null, null, 1e-5));
    }

    private static double[] normalized(double[] numbers, int group) {
        var normalized = new double[numbers.length];
        for (int first = 0; first < numbers.length; first += group) {
            double sum = 0;
            double squares = 0;
            for (int i = first; i < first + group; i++) {
                sum += numbers[i];
                squares += numbers[i] * numbers[i];
            }
            double mean = sum / group;
            for (int i = first; i < first + group; i++) {
                normalized[i] = (numbers[i] - mean) / Math.sqrt(squares / group - mean * mean + 1e-5);
            }
        }
        return normalized;
    }

    @Test
    void trilinearUpsampling() {
        var expected = loop(
                C,
                2 * X,
                2 * Y,
                2 * Z,
                (c, x, y, z) -> interpolated(
                        c,
                        clamped((x + 0.5) / 2 - 0.5, X),
                        clamped((y + 0.5) / 2 - 0.5, Y),
                        clamped((z + 0.5) / 2 - 0.5, Z)));

        assertLoop(expected, Map.of(), g -> values(g).upsampleTrilinear(2));
    }

    private static double clamped(double position, int size) {
        return Math.min(Math.max(position, 0), size - 1);
    }

    @Test
    void gridSampling() {
        float[] points = random("points", 2 * 3 * 2 * 3);
        for (var corners : List.of(GridCorners.ALIGNED, GridCorners.OUTER_FACES)) {
            var expected = loop(C, 2, 3, 2, (c, i, j, k) -> {
                int point = ((i * 3 + j) * 2 + k) * 3;
                return interpolated(
                        c,
                        index(points[point], X, corners),
                        index(points[point + 1], Y, corners),
                        index(points[point + 2], Z, corners));
            });

            assertLoop(
                    expected,
                    Map.of("points", HostTensor.of(points, 1, 2, 3, 2, 3)),
                    g -> values(g).gridSample(g.input("points", Type.FLOAT32, 1, 2, 3, 2, 3), corners));
        }
    }

    private static double index(double point, int size, GridCorners corners) {
        return corners == GridCorners.ALIGNED ? (point + 1) / 2 * (size - 1) : ((point + 1) * size - 1) / 2;
    }

    /** From the eight voxels around, weighted by the opposite volumes. */
    private static double interpolated(int c, double x, double y, double z) {
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int i = (int) Math.floor(x) + corner / 4;
            int j = (int) Math.floor(y) + corner / 2 % 2;
            int k = (int) Math.floor(z) + corner % 2;
            sum += at(c, i, j, k) * (1 - Math.abs(x - i)) * (1 - Math.abs(y - j)) * (1 - Math.abs(z - k));
        }
        return sum;
    }
}
