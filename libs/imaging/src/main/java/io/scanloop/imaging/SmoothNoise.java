package io.scanloop.imaging;

import java.util.SplittableRandom;

/** A smooth random function of the position: random values on a lattice, blended between. Only exact arithmetic. */
final class SmoothNoise {
    private final double cell;
    private final int nodes;
    private final double[] values;

    /**
     * @param size edge of the cube in which it will be asked for, in voxels
     * @param cell distance of the lattice's nodes in voxels: the size of the bumps
     */
    SmoothNoise(SplittableRandom chance, int size, double cell) {
        this.cell = cell;
        nodes = (int) Math.ceil(size / cell) + 2;
        values = new double[nodes * nodes * nodes];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * chance.nextDouble() - 1;
        }
    }

    /** @return -1 to 1; outside the cube that of its border */
    double at(double x, double y, double z) {
        double cx = clamp(x);
        double cy = clamp(y);
        double cz = clamp(z);
        int node = (int) cx + nodes * ((int) cy + nodes * (int) cz);
        double u = eased(cx - (int) cx);
        double v = eased(cy - (int) cy);
        double w = eased(cz - (int) cz);
        double below = blend(v, row(node, u), row(node + nodes, u));
        double above = blend(v, row(node + nodes * nodes, u), row(node + nodes * nodes + nodes, u));
        return blend(w, below, above);
    }

    private double row(int node, double u) {
        return blend(u, values[node], values[node + 1]);
    }

    private double clamp(double position) {
        return Math.max(0, Math.min(nodes - 1.001, position / cell));
    }

    private static double eased(double part) {
        return part * part * (3 - 2 * part);
    }

    private static double blend(double part, double from, double to) {
        return from + part * (to - from);
    }
}
