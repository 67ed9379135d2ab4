package io.scanloop.learning.view;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Chooses where a crop lies. With the given probability it is centred on a voxel of a class, the class drawn uniformly
 * among those that the case has (nnU-Net's law, so that small structures are seen), moved so that the crop stays inside;
 * else, and in a case without labels, it lies uniformly anywhere inside. On an axis where the volume is smaller than the
 * crop it begins at 0, and the far side reads as 0.
 *
 * @param x voxels of the crop along X
 * @param y along Y
 * @param z along Z
 * @param classShare probability of looking for a class, 0 to 1
 * @param classes K of the task, without background
 */
public record CropSampler(int x, int y, int z, double classShare, int classes) implements CropLaw {
    /** Uniform crops. */
    public static CropSampler uniform(int x, int y, int z) {
        return new CropSampler(x, y, z, 0, 0);
    }

    @Override
    public int[] from(Case study, RandomGenerator chance) {
        boolean isSearching = chance.nextDouble() < classShare;
        int[] present = IntStream.range(1, classes + 1)
                .filter(index -> study.voxelCount(index) > 0)
                .toArray();
        return isSearching && present.length > 0 ? around(study, present, chance) : anywhere(study, chance);
    }

    private int[] around(Case study, int[] present, RandomGenerator chance) {
        int index = present[chance.nextInt(present.length)];
        int[] centre = study.voxel(index, chance.nextInt(study.voxelCount(index)));
        return around(study, centre);
    }
}
