package io.scanloop.imaging;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts voxels by value for as long as all values are integers of few kinds. */
final class LabelCount {
    private static final int SLOTS = 4 * VolumeFacts.MOST_LABELS;

    private final int[] kinds = new int[SLOTS];
    private final long[] counts = new long[SLOTS];
    private int distinct;
    private boolean isPossible;

    LabelCount(boolean isPossible) {
        this.isPossible = isPossible;
    }

    void add(double[] values, int count) {
        for (int i = 0; i < count && isPossible; i++) {
            int label = (int) values[i];
            if (label != values[i]) {
                isPossible = false;
            } else {
                add(label);
            }
        }
    }

    /** Open addressing; a free slot is one that was never counted. */
    private void add(int label) {
        int slot = (label * 0x9E3779B9) >>> 20;
        while (counts[slot] > 0 && kinds[slot] != label) {
            slot = (slot + 1) % SLOTS;
        }
        if (counts[slot]++ == 0) {
            kinds[slot] = label;
            distinct++;
            isPossible = distinct <= VolumeFacts.MOST_LABELS;
        }
    }

    /** Voxels per value, or null when these are no labels. */
    @Nullable
    SortedMap<Integer, Long> counts() {
        if (!isPossible) {
            return null;
        }
        var voxels = new TreeMap<Integer, Long>();
        for (int slot = 0; slot < SLOTS; slot++) {
            if (counts[slot] > 0) {
                voxels.put(kinds[slot], counts[slot]);
            }
        }
        return voxels;
    }
}
