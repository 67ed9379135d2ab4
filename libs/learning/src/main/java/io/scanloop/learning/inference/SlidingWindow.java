package io.scanloop.learning.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts a volume together from overlapping windows: the weighted mean of what each window says. Windows start at 0, step,
 * 2 step ... until the volume is covered, the last one moved back to end with it; step = max(1, int(window (1 -
 * overlap))). A volume smaller than the window is padded with 0 on both sides, the odd voxel at the far one, and cropped
 * after. This is MONAI's rule.
 *
 * <p>Memory: only the planes that windows still write to are held, {@link #bytes} of them, however long the volume is
 * along X.
 *
 * @param x voxels of the window along X
 * @param y along Y
 * @param z along Z
 * @param overlap share of the window, 0 to less than 1
 * @param batch windows predicted at once
 */
public record SlidingWindow(int x, int y, int z, double overlap, Weighting weighting, int batch) {
    public SlidingWindow {
        if (!(overlap >= 0 && overlap < 1) || batch < 1) {
            throw new IllegalArgumentException(
                    "windows need an overlap in [0, 1) and a batch >= 1, got %s and %d".formatted(overlap, batch));
        }
    }

    /** Predicts some windows. */
    public interface Windows {
        /**
         * Predicts.
         *
         * @param from first voxel of each window, negative where the volume is padded; at most {@link #batch}
         * @return (windows, channels, X, Y, Z) of the window, in C order; may hold more than asked for
         */
        float[] predict(List<int[]> from);
    }

    /** Takes finished planes. */
    public interface Planes {
        /**
         * Takes the mean logits of one plane, each plane once, ascending.
         *
         * @param x of the plane in the volume
         * @param logits (channels, Y, Z) in C order; overwritten after the call
         */
        void accept(int x, float[] logits);
    }

    /** Voxels along X, Y, Z. */
    public int[] size() {
        return new int[] {x, y, z};
    }

    /**
     * The most memory that sums take, in bytes: 4 (channels + 1) window X x Y x Z, where Y and Z are those of the volume, but
     * at least the window's. One batch of windows and one plane come on top.
     *
     * @param shape voxels along X, Y, Z; X does not matter
     * @param channels of the prediction
     */
    public long bytes(int[] shape, int channels) {
        return (long) Float.BYTES * (channels + 1) * x * Math.max(shape[1], y) * Math.max(shape[2], z);
    }

    /**
     * Batches of windows that a volume takes.
     *
     * @param shape voxels along X, Y, Z
     */
    public long batches(int... shape) {
        long slab = (long) count(shape[1], y) * count(shape[2], z);
        return count(shape[0], x) * ((slab + batch - 1) / batch);
    }

    private int count(int length, int window) {
        return starts(Math.max(length, window), window).length;
    }

    /**
     * Predicts a volume.
     *
     * @param shape voxels along X, Y, Z
     * @param channels of the prediction
     */
    public void predict(int[] shape, int channels, Windows windows, Planes planes) {
        int[] padded = {Math.max(shape[0], x), Math.max(shape[1], y), Math.max(shape[2], z)};
        int[] before = {(padded[0] - shape[0]) / 2, (padded[1] - shape[1]) / 2, (padded[2] - shape[2]) / 2};
        var sums = new WeightedSums(this, padded, channels);
        List<int[]> waiting = new ArrayList<>();
        for (int startX : starts(padded[0], x)) {
            flush(waiting, before, windows, sums);
            sums.finishBefore(startX, plane -> hand(plane, sums, shape, before, planes));
            for (int startY : starts(padded[1], y)) {
                for (int startZ : starts(padded[2], z)) {
                    waiting.add(new int[] {startX, startY, startZ});
                    if (waiting.size() == batch) {
                        flush(waiting, before, windows, sums);
                    }
                }
            }
        }
        flush(waiting, before, windows, sums);
        sums.finishBefore(padded[0], plane -> hand(plane, sums, shape, before, planes));
    }

    /** Where windows start along an axis. */
    int[] starts(int length, int window) {
        int step = length == window ? window : Math.max(1, (int) (window * (1 - overlap)));
        int count = (length - window + step - 1) / step + 1;
        var starts = new int[count];
        Arrays.setAll(starts, n -> Math.min(n * step, length - window));
        return starts;
    }

    private void flush(List<int[]> waiting, int[] before, Windows windows, WeightedSums sums) {
        if (waiting.isEmpty()) {
            return;
        }
        List<int[]> from = waiting.stream()
                .map(start -> new int[] {start[0] - before[0], start[1] - before[1], start[2] - before[2]})
                .toList();
        float[] logits = windows.predict(from);
        for (int n = 0; n < waiting.size(); n++) {
            sums.add(waiting.get(n), logits, n);
        }
        waiting.clear();
    }

    /** Cuts the padding off a plane and hands it on, unless all of it is padding. */
    private static void hand(int plane, WeightedSums sums, int[] shape, int[] before, Planes planes) {
        int inVolume = plane - before[0];
        if (inVolume >= 0 && inVolume < shape[0]) {
            planes.accept(inVolume, sums.mean(plane, before[1], shape[1], before[2], shape[2]));
        }
    }
}
