package io.scanloop.bench.measure;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import java.util.SplittableRandom;

/**
 * A made-up pair of label volumes: ellipsoids of all sizes, and what a network might make of them: each shifted, of another
 * size, with a rough surface, and with stray voxels anywhere in the image.
 *
 * @param prediction of the network that never was
 * @param reference what it should have found
 */
record Organs(Volume prediction, Volume reference) {
    static final int CLASSES = 14;

    /**
     * Makes a pair.
     *
     * @param edge of the cube, voxels of 1.5 mm
     * @param stray voxels per class that the prediction has somewhere else
     */
    static Organs of(int edge, int stray, long seed) {
        var geometry = new Geometry(edge, edge, edge, Affine.scaling(1.5, 1.5, 1.5));
        var prediction = new float[(int) geometry.voxels()];
        var reference = new float[(int) geometry.voxels()];
        var random = new SplittableRandom(seed);
        for (int value = 1; value <= CLASSES; value++) {
            var centre = random.doubles(3, 0.2 * edge, 0.8 * edge).toArray();
            double size = edge * (0.04 + 0.16 * (CLASSES - value) / CLASSES); // small ones come last: they stay visible
            var radius = random.doubles(3, 0.7 * size, 1.3 * size).toArray();
            var shift = random.doubles(3, -2, 2).toArray();
            fill(geometry, reference, value, centre, radius, 0, random);
            for (int axis = 0; axis < 3; axis++) {
                centre[axis] += shift[axis];
                radius[axis] *= 1 + 0.1 * (random.nextDouble() - 0.5);
            }
            fill(geometry, prediction, value, centre, radius, 0.15, random);
        }
        for (int i = 0; i < stray * CLASSES; i++) {
            prediction[random.nextInt(prediction.length)] = 1 + i % CLASSES;
        }
        return new Organs(new Volume(geometry, prediction), new Volume(geometry, reference));
    }

    /** @param roughness how far from its surface, as a part of the radius, an ellipsoid may end */
    private static void fill(
            Geometry geometry,
            float[] voxels,
            int value,
            double[] centre,
            double[] radius,
            double roughness,
            SplittableRandom random) {
        int[] shape = geometry.shape();
        int[] from = new int[3];
        int[] to = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            double reach = radius[axis] * (1 + roughness);
            from[axis] = Math.max(0, (int) (centre[axis] - reach));
            to[axis] = Math.min(shape[axis] - 1, (int) (centre[axis] + reach) + 1);
        }
        for (int z = from[2]; z <= to[2]; z++) {
            for (int y = from[1]; y <= to[1]; y++) {
                for (int x = from[0]; x <= to[0]; x++) {
                    double distance = square((x - centre[0]) / radius[0])
                            + square((y - centre[1]) / radius[1])
                            + square((z - centre[2]) / radius[2]);
                    if (distance <= 1 + roughness * (random.nextDouble() - 0.5)) {
                        voxels[geometry.index(x, y, z)] = value;
                    }
                }
            }
        }
    }

    private static double square(double value) {
        return value * value;
    }
}
