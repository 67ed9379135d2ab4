package io.scanloop.learning.view;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The views of Swin UNETR's pre-training (Tang et al. 2022): of each study one crop of one contrast, on it two turns drawn
 * for themselves, and in each turned crop boxes are hidden. Inputs, the first views of all samples before the second ones:
 * {@code images} (2B, 1, X, Y, Z) turned and cut, {@code targets} (2B, 1, X, Y, Z) turned only, {@code turns} (2B), 0 to 3.
 * Logged: {@code cut}, the share of voxels that are hidden.
 *
 * <p>Intensities are brought to 0 to 1, where the noise lies, each contrast by its own range.
 *
 * @param edge voxels of a crop along each axis
 * @param ranges of the task's contrasts, in its order; the first contrast that a study has is taken
 */
public record TurnedPairs(
        int edge, List<UnitRange> ranges, QuarterTurn plane, InnerCutout cutout, InnerCutout.Passes passes) {
    private static final int TURNS = 4;

    /** Copies. */
    public TurnedPairs {
        ranges = List.copyOf(ranges);
    }

    /** Makes the batch. */
    public Batch batch(List<Case> cases, Draws draws) {
        int samples = cases.size();
        int voxels = edge * edge * edge;
        var targets = new float[2 * samples][];
        var turns = new long[2 * samples];
        for (int slot = 0; slot < samples; slot++) {
            float[] crop = crop(cases.get(slot), draws, slot);
            for (int row = slot; row < 2 * samples; row += samples) {
                turns[row] = draws.of("turn", row).nextInt(TURNS);
                targets[row] = plane.of(crop, edge, (int) turns[row]);
            }
        }
        var images = new float[2 * samples * voxels];
        var wholes = new float[2 * samples * voxels];
        double hidden = 0;
        for (int row = 0; row < 2 * samples; row++) {
            var cut = new BitSet(voxels);
            float[] image = targets[row].clone();
            cutout.noise(image, edge, draws.of("noise", row), cut);
            if (passes == InnerCutout.Passes.NOISE_AND_PARTNER) {
                var chance = draws.of("partner", row);
                int partner = row / samples * samples + chance.nextInt(samples);
                if (partner != row) {
                    cutout.partner(image, targets[partner], edge, chance, cut);
                }
            }
            System.arraycopy(image, 0, images, row * voxels, voxels);
            System.arraycopy(targets[row], 0, wholes, row * voxels, voxels);
            hidden += cut.cardinality();
        }
        var inputs = Map.of(
                "images", HostTensor.of(images, 2L * samples, 1, edge, edge, edge),
                "targets", HostTensor.of(wholes, 2L * samples, 1, edge, edge, edge),
                "turns", HostTensor.of(turns, 2L * samples));
        return new Batch(inputs, Map.of("cut", hidden / images.length));
    }

    private float[] crop(Case study, Draws draws, int slot) {
        var sampler = CropSampler.uniform(edge, edge, edge);
        var crop = new float[edge * edge * edge];
        int[] from = sampler.from(study, draws.of("crop", slot));
        int contrast = FirstContrast.of(study, ranges.size());
        var range = ranges.get(contrast);
        study.crop(contrast, from, sampler.size(), crop, 0);
        for (int voxel = 0; voxel < crop.length; voxel++) {
            crop[voxel] = range.unit(crop[voxel]);
        }
        return crop;
    }
}
