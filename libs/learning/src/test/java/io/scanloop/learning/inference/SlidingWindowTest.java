package io.scanloop.learning.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.NumpyFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SlidingWindowTest {
    private static final List<int[]> SHAPES =
            List.of(new int[] {9, 7, 8}, new int[] {4, 5, 6}, new int[] {2, 11, 3}, new int[] {1, 1, 1});

    static Stream<SlidingWindow> windows() {
        return Stream.of(0.0, 0.25, 0.5, 0.9)
                .flatMap(overlap -> Stream.of(Weighting.values())
                        .flatMap(weighting ->
                                Stream.of(1, 3).map(batch -> new SlidingWindow(4, 5, 6, overlap, weighting, batch))));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void aConstantStaysTheConstant(SlidingWindow windows) {
        for (int[] shape : SHAPES) {
            var volume = new float[2 * shape[0] * shape[1] * shape[2]];
            windows.predict(shape, 2, from -> filled(windows, 2 * from.size(), 1.5f), collect(volume, shape, 2));

            for (float value : volume) {
                assertThat(value).isCloseTo(1.5f, within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    void theIdentityReturnsTheVolume(SlidingWindow windows) {
        for (int[] shape : SHAPES) {
            float[] original = random(shape, 3);
            var volume = new float[original.length];
            windows.predict(shape, 1, from -> cut(windows, from, original, shape), collect(volume, shape, 1));

            for (int i = 0; i < volume.length; i++) {
                assertThat(volume[i]).isCloseTo(original[i], within(1e-5f));
            }
        }
    }

    @Test
    void eachPlaneComesOnceAscending() {
        var windows = new SlidingWindow(4, 5, 6, 0.5, Weighting.CONSTANT, 2);
        var planes = new ArrayList<Integer>();

        windows.predict(new int[] {11, 6, 6}, 1, from -> filled(windows, from.size(), 0), (x, logits) -> planes.add(x));

        assertThat(planes).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 16, 0.7, '[0]'",
        "33, 16, 0.5, '[0, 8, 16, 17]'",
        "48, 32, 0.8, '[0, 6, 12, 16]'",
        "10, 4, 0, '[0, 4, 6]'",
        "6, 4, 0.9, '[0, 1, 2]'",
    })
    void theLastWindowIsMovedBack(int length, int window, double overlap, String starts) {
        var windows = new SlidingWindow(window, window, window, overlap, Weighting.CONSTANT, 1);

        assertThat(Arrays.toString(windows.starts(length, window))).isEqualTo(starts);
    }

    @Test
    void gaussianWeightsHaveAFloor() {
        float[] map = Weighting.GAUSSIAN.map(new int[] {96, 96, 96});

        assertThat(map[0]).isEqualTo(1e-3f);
        assertThat(map[(48 * 96 + 48) * 96 + 48]).isBetween(0.99f, 1f);
    }

    @Test
    void refusesWindowsThatNeverMove() {
        assertThatThrownBy(() -> new SlidingWindow(4, 4, 4, 1, Weighting.CONSTANT, 1))
                .hasMessageContaining("overlap in [0, 1)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 16, 16, 16, 0.5, GAUSSIAN, 3",
        "1, 16, 16, 16, 0.5, CONSTANT, 4",
        "2, 16, 12, 8, 0.25, GAUSSIAN, 1",
        "3, 16, 16, 16, 0.6, GAUSSIAN, 2",
        "4, 16, 16, 16, 0.7, GAUSSIAN, 1",
        "5, 32, 32, 32, 0.8, CONSTANT, 2",
    })
    void putsTogetherAsMonaiDoes(int n, int x, int y, int z, double overlap, Weighting weighting, int batch)
            throws IOException {
        // two of them are among the test resources
        boolean isSmall = n == 3 || n == 4;
        var golden = NumpyFile.golden(isSmall ? "metrics/sliding_window_small.npz" : "metrics/sliding_window.npz");
        var input = golden.array("x" + n);
        var expected = golden.array("y" + n).values();
        int[] shape = {(int) input.shape()[2], (int) input.shape()[3], (int) input.shape()[4]};
        var windows = new SlidingWindow(x, y, z, overlap, weighting, batch);

        var volume = new float[expected.length];
        windows.predict(shape, 2, from -> probe(windows, from, input.values(), shape), collect(volume, shape, 2));

        for (int i = 0; i < volume.length; i++) {
            assertThat(volume[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void gaussianWeightsAreThoseOfMonai() throws IOException {
        var golden = NumpyFile.golden("metrics/importance_map.npz").array("g16");
        int[] window = {(int) golden.shape()[0], (int) golden.shape()[1], (int) golden.shape()[2]};

        float[] map = Weighting.GAUSSIAN.map(window);

        assertThat(map).hasSameSizeAs(golden.values());
        for (int i = 0; i < map.length; i++) {
            assertThat(map[i]).isCloseTo(golden.values()[i], within(1e-5f));
        }
    }

    @Test
    void memoryDoesNotGrowWithTheLengthOfTheVolume() {
        var windows = new SlidingWindow(96, 96, 96, 0.5, Weighting.GAUSSIAN, 1);

        assertThat(windows.bytes(new int[] {100_000, 512, 512}, 14))
                .isEqualTo(windows.bytes(new int[] {100, 512, 512}, 14))
                .isEqualTo(4L * 15 * 96 * 512 * 512);
    }

    /** The predictor of the reference: x + r and x * x - r, where r grows with the index inside the window. */
    private static float[] probe(SlidingWindow windows, List<int[]> from, float[] volume, int[] shape) {
        float[] images = cut(windows, from, volume, shape);
        int voxels = windows.x() * windows.y() * windows.z();
        var logits = new float[2 * images.length];
        for (int n = 0; n < from.size(); n++) {
            for (int voxel = 0; voxel < voxels; voxel++) {
                int line = voxel / windows.z();
                float r = 0.01f * (line / windows.y()) + 0.02f * (line % windows.y()) + 0.03f * (voxel % windows.z());
                float value = images[n * voxels + voxel];
                logits[2 * n * voxels + voxel] = value + r;
                logits[(2 * n + 1) * voxels + voxel] = value * value - r;
            }
        }
        return logits;
    }

    private static float[] cut(SlidingWindow windows, List<int[]> from, float[] volume, int[] shape) {
        var images = new float[from.size() * windows.x() * windows.y() * windows.z()];
        int at = 0;
        for (int[] first : from) {
            for (int x = first[0]; x < first[0] + windows.x(); x++) {
                for (int y = first[1]; y < first[1] + windows.y(); y++) {
                    for (int z = first[2]; z < first[2] + windows.z(); z++) {
                        boolean isInside = x >= 0 && x < shape[0] && y >= 0 && y < shape[1] && z >= 0 && z < shape[2];
                        images[at++] = isInside ? volume[(x * shape[1] + y) * shape[2] + z] : 0;
                    }
                }
            }
        }
        return images;
    }

    private static SlidingWindow.Planes collect(float[] volume, int[] shape, int channels) {
        int plane = shape[1] * shape[2];
        return (x, logits) -> {
            for (int channel = 0; channel < channels; channel++) {
                System.arraycopy(logits, channel * plane, volume, (channel * shape[0] + x) * plane, plane);
            }
        };
    }

    private static float[] filled(SlidingWindow windows, int channels, float value) {
        var logits = new float[channels * windows.x() * windows.y() * windows.z()];
        Arrays.fill(logits, value);
        return logits;
    }

    private static float[] random(int[] shape, long seed) {
        var chance = new SplittableRandom(seed);
        var volume = new float[shape[0] * shape[1] * shape[2]];
        for (int i = 0; i < volume.length; i++) {
            volume[i] = (float) chance.nextDouble(-1, 1);
        }
        return volume;
    }
}
