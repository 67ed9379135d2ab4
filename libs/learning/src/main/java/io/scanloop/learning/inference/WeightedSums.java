package io.scanloop.learning.inference;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Sums of weighted logits and of weights over the planes that a column of windows covers, a ring along X. */
final class WeightedSums {
    private final int[] window;
    private final int sizeY;
    private final int sizeZ;
    private final int channels;
    private final float[] map;
    private final float[][] sums;
    private final float[][] weights;
    private int finished;

    WeightedSums(SlidingWindow windows, int[] padded, int channels) {
        window = windows.size();
        sizeY = padded[1];
        sizeZ = padded[2];
        this.channels = channels;
        map = windows.weighting().map(window);
        sums = new float[window[0]][channels * sizeY * sizeZ];
        weights = new float[window[0]][sizeY * sizeZ];
    }

    /** Hands over all planes before one that are not yet, and makes room for as many. */
    void finishBefore(int plane, IntConsumer finish) {
        for (; finished < plane; finished++) {
            finish.accept(finished);
            Arrays.fill(sums[finished % window[0]], 0);
            Arrays.fill(weights[finished % window[0]], 0);
        }
    }

    /**
     * Adds one window.
     *
     * @param start its first voxel
     * @param logits (windows, channels, X, Y, Z)
     * @param n which of the windows
     */
    void add(int[] start, float[] logits, int n) {
        int voxels = map.length;
        for (int x = 0; x < window[0]; x++) {
            int slot = (start[0] + x) % window[0];
            for (int y = 0; y < window[1]; y++) {
                int line = (x * window[1] + y) * window[2];
                int at = (start[1] + y) * sizeZ + start[2];
                for (int z = 0; z < window[2]; z++) {
                    weights[slot][at + z] += map[line + z];
                }
                for (int channel = 0; channel < channels; channel++) {
                    int from = (n * channels + channel) * voxels + line;
                    int to = channel * sizeY * sizeZ + at;
                    for (int z = 0; z < window[2]; z++) {
                        sums[slot][to + z] += map[line + z] * logits[from + z];
                    }
                }
            }
        }
    }

    /** The mean of a part of a plane, (channels, Y, Z). */
    float[] mean(int plane, int fromY, int countY, int fromZ, int countZ) {
        float[] sum = sums[plane % window[0]];
        float[] weight = weights[plane % window[0]];
        var mean = new float[channels * countY * countZ];
        int to = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int y = fromY; y < fromY + countY; y++) {
                for (int z = fromZ; z < fromZ + countZ; z++) {
                    int at = y * sizeZ + z;
                    mean[to++] = sum[channel * sizeY * sizeZ + at] / weight[at];
                }
            }
        }
        return mean;
    }
}
