package io.scanloop.imaging;

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
