package io.scanloop.learning.view;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Crops about positive and negative voxels (MONAI's {@code RandCropByPosNegLabel}, by which Swin UNETR and SMIT are
 * fine-tuned): with the given probability the centre is drawn uniformly among all labelled voxels, else among those of the
 * background at which the first contrast of the study is not 0. What does not exist is replaced by the other; a crop is
 * moved so that it lies inside. A negative voxel is drawn again until one fits; after 1000 in vain the crop lies anywhere.
 *
 * @param edge voxels along each axis
 * @param positiveShare probability of a positive centre, 0 to 1
 * @param contrasts M of the task
 * @param classes K of the task, without background
 */
public record BalancedCrops(int edge, double positiveShare, int contrasts, int classes) implements CropLaw {
    private static final int MOST_TRIES = 1000;
    private static final int[] VOXEL = {1, 1, 1};

    @Override
    public int x() {
        return edge;
    }

    @Override
    public int y() {
        return edge;
    }

    @Override
    public int z() {
        return edge;
    }

    @Override
    public int[] from(Case study, RandomGenerator chance) {
        boolean isPositive = chance.nextDouble() < positiveShare;
        int labelled = IntStream.rangeClosed(1, classes).map(study::voxelCount).sum();
        return isPositive && labelled > 0
                ? around(study, positive(study, chance.nextInt(labelled)))
                : negative(study, chance);
    }

    private int[] positive(Case study, int n) {
        int left = n;
        int index = 1;
        while (left >= study.voxelCount(index)) {
            left -= study.voxelCount(index);
            index++;
        }
        return study.voxel(index, left);
    }

    private int[] negative(Case study, RandomGenerator chance) {
        int contrast = FirstContrast.of(study, contrasts);
        int[] shape = study.shape();
        var value = new float[1];
        var label = new long[1];
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            int[] voxel = {chance.nextInt(shape[0]), chance.nextInt(shape[1]), chance.nextInt(shape[2])};
            study.crop(contrast, voxel, VOXEL, value, 0);
            study.cropLabels(voxel, VOXEL, label, 0);
            if (value[0] != 0 && label[0] == 0) {
                return around(study, voxel);
            }
        }
        return anywhere(study, chance);
    }
}
