package io.scanloop.imaging;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The head of one made-up patient: ellipsoids in a head, in voxels of a cube of {@value #SIZE}, bent by a smooth
 * field. Every study of the patient shows it, a little displaced.
 */
final class PhantomAnatomy {
    static final int SIZE = 48;
    private static final double CENTRE = (SIZE - 1) / 2.0;
    private static final double BENDING = 1.8;

    /**
     * A labelled structure.
     *
     * @param label its class
     */
    record Organ(int label, Tissue tissue, Ellipsoid shape) {}

    final Ellipsoid head;
    final List<Organ> organs = new ArrayList<>();
    final List<Ellipsoid> lesions = new ArrayList<>();
    final SmoothNoise folds;
    private final List<SmoothNoise> bending = new ArrayList<>();

    PhantomAnatomy(SplittableRandom chance) {
        head = new Ellipsoid(
                CENTRE,
                CENTRE,
                CENTRE,
                between(chance, 17.5, 19.5),
                between(chance, 20, 22),
                between(chance, 18.5, 20.5));
        double ventricles = between(chance, 0.75, 1.25);
        for (int side = -1; side <= 1; side += 2) {
            organs.add(new Organ(1, Tissue.FLUID, organ(chance, side * 4.4, 0.5, 3.5, 2.9 * ventricles, 8.5, 4.2)));
            organs.add(new Organ(2, Tissue.NUCLEUS, organ(chance, side * 9, 2, -2.5, 4, 6, 4.5)));
        }
        organs.add(new Organ(3, Tissue.CEREBELLUM, organ(chance, 0, -9.5, -10, 10, 6, 5)));
        int wanted = 1 + chance.nextInt(4);
        for (int attempt = 0; attempt < 100 && lesions.size() < wanted; attempt++) {
            addLesion(chance);
        }
        folds = new SmoothNoise(chance, SIZE, 3.1);
        for (int axis = 0; axis < 3; axis++) {
            bending.add(new SmoothNoise(chance, SIZE, 13));
        }
    }

    static double between(SplittableRandom chance, double low, double high) {
        return low + (high - low) * chance.nextDouble();
    }

    /** Where a point of the patient lies before the bending. */
    double straightened(int axis, double[] point) {
        return point[axis] + BENDING * bending.get(axis).at(point[0], point[1], point[2]);
    }

    private static Ellipsoid organ(
            SplittableRandom chance, double x, double y, double z, double halfX, double halfY, double halfZ) {
        return new Ellipsoid(
                CENTRE + x + between(chance, -0.8, 0.8),
                CENTRE + y + between(chance, -1, 1),
                CENTRE + z + between(chance, -1, 1),
                halfX * between(chance, 0.85, 1.15),
                halfY * between(chance, 0.85, 1.15),
                halfZ * between(chance, 0.85, 1.15));
    }

    /** In the white matter, clear of the organs and of each other. */
    private void addLesion(SplittableRandom chance) {
        double radius = between(chance, 1.5, 3.2);
        double x = CENTRE + between(chance, -13, 13);
        double y = CENTRE + between(chance, -15, 15);
        double z = CENTRE + between(chance, -6, 13);
        boolean isDeep = head.distance(x, y, z) < -7;
        boolean isClear = organs.stream().allMatch(organ -> organ.shape().distance(x, y, z) > 1)
                && lesions.stream().allMatch(lesion -> lesion.distance(x, y, z) > radius + 1);
        if (isDeep && isClear) {
            lesions.add(new Ellipsoid(
                    x, y, z, radius, radius * between(chance, 0.7, 1.3), radius * between(chance, 0.7, 1.3)));
        }
    }
}
