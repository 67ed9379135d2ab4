package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;

/** Where a token lies: fixed tables over the grid of tokens. */
public final class Positions {
    private static final double LONGEST = 10000;

    private Positions() {}

    /**
     * Sines and cosines in three dimensions (after Vaswani et al. 2017): a third of the width for each axis, half of it
     * sines, half cosines, with frequencies 10000^(-2k / (D/3)). Of a width that 6 does not divide, the last columns
     * stay 0.
     *
     * @param name of the constant in the graph
     * @param grid tokens along X, Y, Z
     * @param width D, at least 6
     * @return (N, D), tokens in C order
     */
    public static Tensor sineCosine(Graph graph, String name, int[] grid, int width) {
        return graph.constant(name, sineCosine(grid, width), (long) grid[0] * grid[1] * grid[2], width);
    }

    /** The numbers of {@link #sineCosine(Graph, String, int[], int)} in C order. */
    public static float[] sineCosine(int[] grid, int width) {
        if (width < 6) {
            throw new IllegalArgumentException(
                    "a 3-D sine-cosine table needs a width of at least 6, got %d: change the preset".formatted(width));
        }
        int axisWidth = width / 6 * 2;
        int tokens = grid[0] * grid[1] * grid[2];
        var table = new float[tokens * width];
        for (int token = 0; token < tokens; token++) {
            int[] at = {token / (grid[1] * grid[2]), token / grid[2] % grid[1], token % grid[2]};
            for (int axis = 0; axis < 3; axis++) {
                write(table, token * width + axis * axisWidth, at[axis], axisWidth);
            }
        }
        return table;
    }

    private static void write(float[] table, int from, int position, int width) {
        for (int k = 0; k < width / 2; k++) {
            double angle = position * Math.pow(LONGEST, -2.0 * k / width);
            table[from + k] = (float) Math.sin(angle);
            table[from + width / 2 + k] = (float) Math.cos(angle);
        }
    }
}
