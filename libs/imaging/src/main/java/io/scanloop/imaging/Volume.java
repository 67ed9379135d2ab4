package io.scanloop.imaging;

/**
 * Scalar values on a grid in the patient. The array belongs to the volume and is shared, not copied: whoever wants to
 * change values takes a copy.
 */
public final class Volume {
    private final Geometry geometry;
    private final float[] voxels;

    /** @param voxels one per voxel of the grid, the first axis fastest; handed over */
    public Volume(Geometry geometry, float[] voxels) {
        if (voxels.length != geometry.voxels()) {
            throw new IllegalArgumentException(
                    "a grid of %d voxels needs as many values, got %d".formatted(geometry.voxels(), voxels.length));
        }
        this.geometry = geometry;
        this.voxels = voxels;
    }

    public Geometry geometry() {
        return geometry;
    }

    /** The values themselves, the first axis fastest; not to be changed. */
    public float[] voxels() {
        return voxels;
    }

    public float at(int i, int j, int k) {
        return voxels[geometry.index(i, j, k)];
    }
}
