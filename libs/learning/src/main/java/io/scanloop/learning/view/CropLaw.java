package io.scanloop.learning.view;

import java.util.random.RandomGenerator;

/**
 * Chooses where a crop lies. It lies inside the volume; on an axis where the volume is smaller than the crop it begins at
 * 0, and the far side reads as 0.
 */
public interface CropLaw {
    /** Voxels of the crop along X. */
    int x();

    /** Voxels along Y. */
    int y();

    /** Voxels along Z. */
    int z();

    /** First voxel of a crop on each axis. */
    int[] from(Case study, RandomGenerator chance);

    /** Voxels along X, Y, Z. */
    default int[] size() {
        return new int[] {x(), y(), z()};
    }

    /** A place drawn uniformly among those inside. */
    default int[] anywhere(Case study, RandomGenerator chance) {
        int[] from = last(study);
        for (int axis = 0; axis < from.length; axis++) {
            from[axis] = chance.nextInt(from[axis] + 1);
        }
        return from;
    }

    /** The place inside whose centre is nearest to a voxel. */
    default int[] around(Case study, int[] centre) {
        int[] from = last(study);
        for (int axis = 0; axis < from.length; axis++) {
            from[axis] = Math.max(0, Math.min(from[axis], centre[axis] - size()[axis] / 2));
        }
        return from;
    }

    /** The last place on each axis where a crop still lies inside, 0 where it never does. */
    private int[] last(Case study) {
        int[] shape = study.shape();
        return new int[] {Math.max(0, shape[0] - x()), Math.max(0, shape[1] - y()), Math.max(0, shape[2] - z())};
    }
}
