package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Windows over a grid of tokens (Swin, Liu et al. 2021, in three dimensions): the grid is padded with zeros at its far
 * sides to whole windows, rolled by the shift, and cut.
 *
 * @param grid tokens along X, Y, Z
 * @param window along each axis
 * @param shift along each axis, 0 or half a window
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Windows(int[] grid, int[] window, int[] shift) {
    /** Added between tokens of different regions: e^-100 is nothing beside what is looked at. */
    private static final double UNSEEN = -100;

    /**
     * The windows of a block.
     *
     * @param edge of a window
     * @param small what becomes of a window where the grid is smaller
     */
    static Windows of(int[] grid, int edge, SmallGrid small, boolean isShifted) {
        var window = new int[3];
        var shift = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            boolean isOne = grid[axis] <= edge;
            window[axis] = isOne && small == SmallGrid.SHRINKS_WINDOW ? grid[axis] : edge;
            shift[axis] = isOne || !isShifted ? 0 : edge / 2;
        }
        return new Windows(grid, window, shift);
    }

    /** What becomes of a window where the grid is smaller. */
    enum SmallGrid {
        SHRINKS_WINDOW,
        IS_PADDED
    }

    /** Tokens of a window. */
    int tokens() {
        return window[0] * window[1] * window[2];
    }

    /** Number of windows. */
    int count() {
        return count(0) * count(1) * count(2);
    }

    private int count(int axis) {
        return (grid[axis] + window[axis] - 1) / window[axis];
    }

    private int padded(int axis) {
        return count(axis) * window[axis];
    }

    boolean isShifted() {
        return shift[0] + shift[1] + shift[2] > 0;
    }

    /** Cuts (B, X, Y, Z, C) into (B W, N, C). */
    Tensor cut(Tensor x) {
        long batch = x.size(0);
        Tensor padded = x;
        for (int axis = 0; axis < 3; axis++) {
            int missing = padded(axis) - grid[axis];
            padded = missing == 0 ? padded : padded.pad(axis + 1, 0, missing);
        }
        if (isShifted()) {
            padded = padded.roll(new long[] {-shift[0], -shift[1], -shift[2]}, 1, 2, 3);
        }
        return padded.reshape(batch, count(0), window[0], count(1), window[1], count(2), window[2], x.size(4))
                .permute(0, 1, 3, 5, 2, 4, 6, 7)
                .reshape(batch * count(), tokens(), x.size(4));
    }

    /** Puts (B W, N, C) together to (B, X, Y, Z, C) again. */
    Tensor joined(Tensor windows) {
        long batch = windows.size(0) / count();
        long channels = windows.size(2);
        Tensor x = windows.reshape(batch, count(0), count(1), count(2), window[0], window[1], window[2], channels)
                .permute(0, 1, 4, 2, 5, 3, 6, 7)
                .reshape(batch, padded(0), padded(1), padded(2), channels);
        if (isShifted()) {
            x = x.roll(new long[] {shift[0], shift[1], shift[2]}, 1, 2, 3);
        }
        for (int axis = 0; axis < 3; axis++) {
            x = x.size(axis + 1) == grid[axis] ? x : x.slice(axis + 1, 0, grid[axis]);
        }
        return x;
    }

    /**
     * What keeps tokens apart that the roll has brought together.
     *
     * @return (W, 1, N, N): 0 within a region, -100 between regions; null when nothing was rolled
     */
    @Nullable
    Tensor mask(Graph graph) {
        if (!isShifted()) {
            return null;
        }
        var name = "regions_%s_%s_%s".formatted(text(grid), text(window), text(shift));
        Tensor regions = known(graph, name);
        if (regions == null) {
            regions = graph.constant(name, regions(), count(), tokens());
        }
        return regions.unsqueeze(2)
                .minus(regions.unsqueeze(1))
                .abs()
                .clamp(0, 1)
                .times(UNSEEN)
                .unsqueeze(1);
    }

    /** For each window and token the number of its region. */
    private float[] regions() {
        var regions = new float[count() * tokens()];
        int i = 0;
        for (int at = 0; at < count(); at++) {
            int[] first = {
                at / (count(1) * count(2)) * window[0], at / count(2) % count(1) * window[1], at % count(2) * window[2]
            };
            for (int x = 0; x < window[0]; x++) {
                for (int y = 0; y < window[1]; y++) {
                    for (int z = 0; z < window[2]; z++) {
                        regions[i++] =
                                (region(first[0] + x, 0) * 3 + region(first[1] + y, 1)) * 3 + region(first[2] + z, 2);
                    }
                }
            }
        }
        return regions;
    }

    /** Along an axis of the rolled grid: before the last window, its first part, and what came from the beginning. */
    private int region(int position, int axis) {
        int size = padded(axis);
        if (shift[axis] == 0 || position < size - window[axis]) {
            return 0;
        }
        return position < size - shift[axis] ? 1 : 2;
    }

    /**
     * The bias of each pair of tokens by their offset. As in MONAI the table of offsets is that of a whole window, of
     * which the beginning is taken where the window is smaller: not the offsets of the smaller window, but what published
     * weights were trained with.
     *
     * @param table ((2 edge - 1)^3, heads)
     * @return (1, heads, N, N)
     */
    Tensor bias(Tensor table, int edge) {
        var graph = table.graph();
        var name = "offsets_%d_%d".formatted(edge, tokens());
        Tensor offsets = known(graph, name);
        if (offsets == null) {
            offsets = graph.constant(name, offsets(edge, tokens()), (long) tokens() * tokens());
        }
        return table.indexSelect(0, offsets)
                .reshape(1, tokens(), tokens(), table.size(1))
                .permute(0, 3, 1, 2);
    }

    private static long[] offsets(int edge, int tokens) {
        int span = 2 * edge - 1;
        var offsets = new long[tokens * tokens];
        for (int a = 0; a < tokens; a++) {
            for (int b = 0; b < tokens; b++) {
                int x = a / (edge * edge) - b / (edge * edge) + edge - 1;
                int y = a / edge % edge - b / edge % edge + edge - 1;
                int z = a % edge - b % edge + edge - 1;
                offsets[a * tokens + b] = ((long) x * span + y) * span + z;
            }
        }
        return offsets;
    }

    private static @Nullable Tensor known(Graph graph, String name) {
        var constant = graph.constants().get(name);
        return constant == null ? null : constant.value();
    }

    private static String text(int... sizes) {
        return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining("_"));
    }
}
