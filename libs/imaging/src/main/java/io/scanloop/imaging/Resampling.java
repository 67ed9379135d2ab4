package io.scanloop.imaging;

import java.util.Arrays;

/**
 * Takes a volume from one grid to another in the same patient space. Beyond the source's outermost voxel centres their
 * values continue, so a target that reaches far outside should be cropped afterwards.
 */
public enum Resampling {
    /** Trilinear: for images. */
    LINEAR {
        @Override
        float sample(Volume source, double x, double y, double z) {
            Geometry grid = source.geometry();
            double cx = clamp(x, grid.sizeX());
            double cy = clamp(y, grid.sizeY());
            double cz = clamp(z, grid.sizeZ());
            int i = (int) cx;
            int j = (int) cy;
            int k = (int) cz;
            int right = i + 1 < grid.sizeX() ? 1 : 0;
            int front = j + 1 < grid.sizeY() ? grid.sizeX() : 0;
            int up = k + 1 < grid.sizeZ() ? grid.sizeX() * grid.sizeY() : 0;
            float[] voxels = source.voxels();
            int at = grid.index(i, j, k);
            double below = plane(voxels, at, right, front, cx - i, cy - j);
            double above = plane(voxels, at + up, right, front, cx - i, cy - j);
            return (float) (below + (cz - k) * (above - below));
        }

        private double plane(float[] voxels, int at, int right, int front, double u, double v) {
            double back = voxels[at] + u * ((double) voxels[at + right] - voxels[at]);
            double ahead = voxels[at + front] + u * ((double) voxels[at + front + right] - voxels[at + front]);
            return back + v * (ahead - back);
        }
    },

    /** The nearest voxel, the farther along the axis of two equally near: for labels. */
    NEAREST {
        @Override
        float sample(Volume source, double x, double y, double z) {
            Geometry grid = source.geometry();
            return source.at((int) (clamp(x, grid.sizeX()) + 0.5), (int) (clamp(y, grid.sizeY()) + 0.5), (int)
                    (clamp(z, grid.sizeZ()) + 0.5));
        }
    };

    /** Smaller deviations of a position from a voxel centre, in voxels, are rounding of the affine. */
    private static final double ROUNDING = 1e-9;

    /** @param x position along the first axis in voxels of the source; likewise {@code y}, {@code z} */
    abstract float sample(Volume source, double x, double y, double z);

    /**
     * Resamples to another spacing. Axes and the centre of voxel (0, 0, 0) stay; along an axis of n voxels the new size
     * is {@code round((n - 1) * old / new + 1)}, halves to even, which is MONAI's rule with corners at voxel centres.
     *
     * @param spacing of the result in mm along each voxel axis, > 0
     */
    public Volume toSpacing(Volume source, double[] spacing) {
        return onto(source, grid(source.geometry(), spacing));
    }

    /** The grid of {@link #toSpacing}. */
    public static Geometry grid(Geometry source, double[] spacing) {
        double[] old = source.spacing();
        double[][] rows = source.affine().rows();
        int[] shape = source.shape();
        for (int axis = 0; axis < 3; axis++) {
            if (!(spacing[axis] > 0) || spacing[axis] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "spacing must be > 0 mm on every axis, got " + Arrays.toString(spacing));
            }
            double ratio = old[axis] / spacing[axis];
            double size = Math.rint((shape[axis] - 1) * ratio + 1);
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a spacing of %s mm would need %s voxels on axis %d".formatted(spacing[axis], size, axis));
            }
            shape[axis] = (int) size;
            for (int row = 0; row < 3; row++) {
                rows[row][axis] /= ratio;
            }
        }
        return Geometry.of(shape, Affine.of(rows));
    }

    /** Resamples onto any grid, for example that of the original for the way back. */
    public Volume onto(Volume source, Geometry target) {
        Affine map = source.geometry().affine().inverse().after(target.affine());
        var voxels = new float[Math.toIntExact(target.voxels())];
        int index = 0;
        for (int k = 0; k < target.sizeZ(); k++) {
            for (int j = 0; j < target.sizeY(); j++) {
                for (int i = 0; i < target.sizeX(); i++) {
                    voxels[index++] =
                            sample(source, along(map, 0, i, j, k), along(map, 1, i, j, k), along(map, 2, i, j, k));
                }
            }
        }
        return new Volume(target, voxels);
    }

    /** Position along one axis of the source; a hair off a voxel centre is on it. */
    private static double along(Affine map, int axis, int i, int j, int k) {
        double position = map.at(axis, 0) * i + map.at(axis, 1) * j + map.at(axis, 2) * k + map.at(axis, 3);
        double centre = Math.rint(position);
        return Math.abs(position - centre) < ROUNDING ? centre : position;
    }

    static double clamp(double position, int size) {
        return Math.max(0, Math.min(size - 1, position));
    }
}
