package io.scanloop.learning.inference;

import java.util.Arrays;

/** How much each voxel of a window counts where windows overlap. */
public enum Weighting {
    /** All the same. */
    CONSTANT {
        @Override
        float[] alongAxis(int size) {
            var weights = new float[size];
            Arrays.fill(weights, 1);
            return weights;
        }
    },
    /**
     * A bell, as MONAI's: on an axis of n voxels {@code exp(-(i - (n - 1) / 2)^2 / (2 (n / 8)^2))}, the product of the three
     * nowhere below 0.001.
     */
    GAUSSIAN {
        @Override
        float[] alongAxis(int size) {
            var weights = new float[size];
            double deviation = DEVIATION * size;
            for (int i = 0; i < size; i++) {
                double distance = i - (size - 1) / 2.0;
                weights[i] = (float) Math.exp(-distance * distance / (2 * deviation * deviation));
            }
            return weights;
        }
    };

    private static final double DEVIATION = 0.125;
    private static final float FLOOR = 1e-3f;

    abstract float[] alongAxis(int size);

    /** The product of the three axes with the floor, in C order. */
    float[] map(int[] window) {
        float[] x = alongAxis(window[0]);
        float[] y = alongAxis(window[1]);
        float[] z = alongAxis(window[2]);
        var map = new float[window[0] * window[1] * window[2]];
        for (int i = 0; i < map.length; i++) {
            int line = i / window[2];
            map[i] = Math.max(FLOOR, x[line / window[1]] * y[line % window[1]] * z[i % window[2]]);
        }
        return map;
    }
}
