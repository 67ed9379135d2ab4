package io.scanloop.learning.view;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Intensity;
import io.scanloop.imaging.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small studies for tests. */
public final class Studies {
    private Studies() {}

    /** A volume of some shape, its values in any order. */
    public static Volume volume(int[] shape, float... voxels) {
        var affine = Affine.of(new double[][] {{3, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 3, 0}});
        return new Volume(Geometry.of(shape, affine), voxels);
    }

    /** A cube with two boxes of class 1 and 2, bright in different contrasts, and noise. */
    public static VolumeCase boxes(String id, int size, boolean hasSecondContrast, long seed) {
        var chance = new SplittableRandom(seed);
        var labels = new float[size * size * size];
        var first = new float[labels.length];
        var second = new float[labels.length];
        for (int voxel = 0; voxel < labels.length; voxel++) {
            int x = voxel % size;
            int y = voxel / size % size;
            int z = voxel / size / size;
            boolean isInner = y >= size / 4 && y < size * 3 / 4 && z >= size / 4 && z < size * 3 / 4;
            labels[voxel] = !isInner ? 0 : x < size / 3 ? 1 : x >= size * 2 / 3 ? 2 : 0;
            first[voxel] = (float) (labels[voxel] == 1 ? 2 : 0.1) + (float) chance.nextDouble(-0.2, 0.2);
            second[voxel] = (float) (labels[voxel] == 2 ? 2 : 0.1) + (float) chance.nextDouble(-0.2, 0.2);
        }
        int[] shape = {size, size, size};
        List<Volume> contrasts = new ArrayList<>();
        contrasts.add(volume(shape, first));
        contrasts.add(hasSecondContrast ? volume(shape, second) : null);
        return new VolumeCase(id, contrasts, volume(shape, labels), 2);
    }

    /**
     * A study of its own: three to eight ellipsoids of any place, size and brightness in a body that is lit from low Y, as by a
     * coil there, and noise; one contrast of two, normalised. So a crop shows which way it was turned, whose it is, and mostly what
     * is hidden in it.
     */
    public static VolumeCase lit(String id, int size, long seed) {
        var chance = new SplittableRandom(seed);
        var ellipsoids = new ArrayList<double[]>();
        for (int left = 3 + chance.nextInt(6); left > 0; left--) {
            ellipsoids.add(new double[] {
                size * chance.nextDouble(),
                size * chance.nextDouble(),
                size * chance.nextDouble(),
                size * chance.nextDouble(0.1, 0.3),
                size * chance.nextDouble(0.1, 0.3),
                size * chance.nextDouble(0.1, 0.3),
                chance.nextDouble(0.2, 2.5)
            });
        }
        var voxels = new float[size * size * size];
        for (int voxel = 0; voxel < voxels.length; voxel++) {
            int[] at = {voxel % size, voxel / size % size, voxel / size / size};
            double brightness = 1;
            for (double[] ellipsoid : ellipsoids) {
                brightness = isIn(ellipsoid, at) ? ellipsoid[6] : brightness;
            }
            double light = 1.6 - 1.2 * at[1] / size;
            voxels[voxel] = (float) (light * brightness + chance.nextDouble(-0.1, 0.1));
        }
        List<Volume> contrasts = new ArrayList<>();
        contrasts.add(Intensity.zScoreOnNonZero(volume(new int[] {size, size, size}, voxels)));
        contrasts.add(null);
        return new VolumeCase(id, contrasts, null, 2);
    }

    /** @param ellipsoid centre, half axes, brightness */
    private static boolean isIn(double[] ellipsoid, int[] at) {
        double squared = 0;
        for (int axis = 0; axis < 3; axis++) {
            double distance = (at[axis] - ellipsoid[axis]) / ellipsoid[3 + axis];
            squared += distance * distance;
        }
        return squared < 1;
    }
}
