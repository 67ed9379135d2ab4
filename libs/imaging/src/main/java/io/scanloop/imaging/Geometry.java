package io.scanloop.imaging;

import java.util.Arrays;

/**
 * The grid of a 3-D volume in the patient: how many voxels, and where they lie. Voxel (i, j, k) has the index
 * {@code i + sizeX * (j + sizeY * k)}, the order of NIfTI files.
 *
 * @param sizeX voxels along the first axis, > 0
 * @param sizeY along the second
 * @param sizeZ along the third
 * @param affine from voxel indices to mm, invertible
 */
public record Geometry(int sizeX, int sizeY, int sizeZ, Affine affine) {
    public Geometry {
        if (sizeX < 1 || sizeY < 1 || sizeZ < 1) {
            throw new IllegalArgumentException(
                    "a grid needs at least one voxel on every axis, got %d x %d x %d".formatted(sizeX, sizeY, sizeZ));
        }
        if (!affine.isInvertible()) {
            throw new IllegalArgumentException("the axes of a grid must span a volume, got " + affine);
        }
    }

    /** @param shape voxels along the three axes */
    public static Geometry of(int[] shape, Affine affine) {
        return new Geometry(shape[0], shape[1], shape[2], affine);
    }

    public int[] shape() {
        return new int[] {sizeX, sizeY, sizeZ};
    }

    /** Distance in mm between neighbours along each voxel axis. */
    public double[] spacing() {
        return affine.spacing();
    }

    /**
     * Whether another grid has the same shape and the same places, up to a tolerance: no corner lies farther from its
     * counterpart.
     *
     * @param tolerance mm, from 0
     */
    public boolean isClose(Geometry other, double tolerance) {
        if (!Arrays.equals(shape(), other.shape())) {
            return false;
        }
        for (int corner = 0; corner < 8; corner++) {
            int i = (corner & 1) * (sizeX - 1);
            int j = (corner >> 1 & 1) * (sizeY - 1);
            int k = (corner >> 2) * (sizeZ - 1);
            var here = affine.apply(i, j, k);
            var there = other.affine.apply(i, j, k);
            double square = 0;
            for (int axis = 0; axis < 3; axis++) {
                square += (here[axis] - there[axis]) * (here[axis] - there[axis]);
            }
            if (!(Math.sqrt(square) <= tolerance)) {
                return false;
            }
        }
        return true;
    }

    public long voxels() {
        return (long) sizeX * sizeY * sizeZ;
    }

    /** Where the voxel lies in a volume's array. */
    public int index(int i, int j, int k) {
        return i + sizeX * (j + sizeY * k);
    }

    /** Three letters, the directions in which the voxel axes run, e.g. {@code RAS}. */
    public String orientation() {
        return Orientation.of(affine).toString();
    }
}
