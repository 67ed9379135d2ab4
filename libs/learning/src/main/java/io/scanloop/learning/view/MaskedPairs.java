package io.scanloop.learning.view;

import io.scanloop.learning.graph.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The views of SMIT's pre-training (Jiang et al. 2022): of each study a cube of one contrast, in it two crops, which
 * therefore overlap when a crop is longer than half the cube, and for each crop the blocks that are hidden. Inputs, the
 * first crops of all samples before the second ones: {@code images} (2B, 1, X, Y, Z), {@code hidden} (2B, x, y, z), 1 for
 * a hidden block.
 *
 * @param around voxels of the cube along each axis
 * @param edge voxels of a crop along each axis
 * @param block voxels of a block along each axis
 * @param hiddenShare of the blocks, rounded up; 0.7
 * @param contrasts M of the task; the first that a study has is taken
 */
public record MaskedPairs(int around, int edge, int block, double hiddenShare, int contrasts) {
    public MaskedPairs {
        if (around < edge || edge % block != 0) {
            throw new IllegalArgumentException(
                    "crops of edge %d need a cube at least as large and blocks that fill them, got a cube of %d, blocks of %d"
                            .formatted(edge, around, block));
        }
    }

    /** Blocks of a crop. */
    public int blocks() {
        int along = edge / block;
        return along * along * along;
    }

    /** Blocks that are hidden. */
    public int hidden() {
        return (int) Math.ceil(hiddenShare * blocks());
    }

    /** Makes the batch. */
    public Map<String, HostTensor> batch(List<Case> cases, Draws draws) {
        int samples = cases.size();
        int voxels = edge * edge * edge;
        var images = new float[2 * samples * voxels];
        var hidden = new float[2 * samples * blocks()];
        for (int slot = 0; slot < samples; slot++) {
            var study = cases.get(slot);
            int[] cube = CropSampler.uniform(around, around, around).from(study, draws.of("cube", slot));
            for (int row = slot; row < 2 * samples; row += samples) {
                int[] from = inside(study, cube, draws.of("crop", row));
                study.crop(
                        FirstContrast.of(study, contrasts), from, new int[] {edge, edge, edge}, images, row * voxels);
                mask(hidden, row * blocks(), draws.of("mask", row));
            }
        }
        int along = edge / block;
        return Map.of(
                "images", HostTensor.of(images, 2L * samples, 1, edge, edge, edge),
                "hidden", HostTensor.of(hidden, 2L * samples, along, along, along));
    }

    /** A place in the cube, and in the volume where that is large enough. */
    private int[] inside(Case study, int[] cube, RandomGenerator chance) {
        int[] shape = study.shape();
        var from = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            int room = Math.min(around, shape[axis] - cube[axis]) - edge;
            from[axis] = cube[axis] + chance.nextInt(Math.max(0, room) + 1);
        }
        return from;
    }

    private void mask(float[] into, int at, RandomGenerator chance) {
        var seen = new TokenMask(blocks(), hidden() / (double) blocks());
        var kept = new long[seen.kept()];
        seen.draw(chance, kept, 0);
        Arrays.fill(into, at, at + blocks(), 1);
        for (long block : kept) {
            into[at + (int) block] = 0;
        }
    }
}
