package io.scanloop.measure;

import io.scanloop.imaging.Geometry;

/**
 * Two masks of one class in the box that holds both, with a rim of one voxel that belongs to neither: what lies outside
 * the image is outside the masks.
 */
final class MaskPair {
    /** Bit of the prediction. */
    static final int PREDICTION = 1;

    /** Bit of the reference. */
    static final int REFERENCE = 2;

    private final Grid grid;
    private final byte[] voxels;

    private MaskPair(Grid grid) {
        this.grid = grid;
        voxels = new byte[grid.larger(2).places()];
    }

    /** Cuts a class out of its box; arguments as for {@link ClassBoxes#of}. */
    static MaskPair of(
            Geometry geometry, float[] prediction, float[] reference, int value, ClassBoxes.Box box, double[] spacing) {
        var pair = new MaskPair(box.grid(spacing));
        var grid = pair.grid;
        for (int z = 0; z < grid.sizeZ(); z++) {
            for (int y = 0; y < grid.sizeY(); y++) {
                int from = geometry.index(box.fromX(), box.fromY() + y, box.fromZ() + z);
                int to = pair.index(0, y, z);
                for (int x = 0; x < grid.sizeX(); x++) {
                    int bits = (prediction[from + x] == value ? PREDICTION : 0)
                            | (reference[from + x] == value ? REFERENCE : 0);
                    pair.voxels[to + x] = (byte) bits;
                }
            }
        }
        return pair;
    }

    /** Without the rim. */
    Grid grid() {
        return grid;
    }

    /** The bits, rim included. */
    byte[] voxels() {
        return voxels;
    }

    /** Between a voxel and the next row's. */
    int row() {
        return grid.sizeX() + 2;
    }

    /** Between a voxel and the next plane's. */
    int plane() {
        return row() * (grid.sizeY() + 2);
    }

    /** Where a voxel lies in the array; -1 is the rim. */
    int index(int x, int y, int z) {
        return x + 1 + row() * (y + 1) + plane() * (z + 1);
    }
}
