package io.scanloop.learning.method;

import java.util.List;

/**
 * The numbers of the residual U-Net with masked auto-encoding. [code] is what nnssl's recipe has, [assumed] what is
 * filled in, [ours] what we chose.
 *
 * @param crop X, Y and Z of a crop in voxels, a multiple of {@code edge} and of 2 for each level but the first; [code] 160
 * @param widths channels of the levels; [assumed] as MONAI's documentation has it
 * @param units convolutions of a residual unit on the way down; [assumed] 2
 * @param edge of a hidden block in voxels; [code] 16
 * @param hiddenShare of the blocks; [code] 0.75
 * @param pretrainingBatch [code] 8
 * @param pretrainingOptimizer [ours] AdamW; the recipe has SGD with Nesterov momentum 0.99, rate 1e-2; clipping 12 [code]
 * @param finetuningBatch [ours]
 * @param finetuningOptimizer [ours]
 */
record ResidualUnetPreset(
        int crop,
        List<Integer> widths,
        int units,
        int edge,
        double hiddenShare,
        int pretrainingBatch,
        OptimizerPlan pretrainingOptimizer,
        int finetuningBatch,
        OptimizerPlan finetuningOptimizer) {
    private static final double DECAY = 3e-5;
    private static final double CLIP = 12;

    /** The recipe's sizes on MONAI's widths. For a large GPU. */
    static final ResidualUnetPreset PAPER = new ResidualUnetPreset(
            160, List.of(32, 64, 128, 256, 512), 2, 16, 0.75, 8, plan(1e-3, 0.05), 2, plan(1e-3, 0.05));

    /** For one GPU of 24 GB, [ours]. */
    static final ResidualUnetPreset SMALL = new ResidualUnetPreset(
            96, List.of(32, 64, 128, 256), 2, 16, 0.75, 4, plan(1e-3, 0.05), 2, plan(1e-3, 0.05));

    /** For two CPU cores, [ours]. */
    static final ResidualUnetPreset TINY =
            new ResidualUnetPreset(40, List.of(16, 32, 64, 128), 2, 8, 0.75, 2, plan(2e-3, 0.05), 2, plan(3e-3, 0.05));

    /** By name. */
    static final Presets<ResidualUnetPreset> ALL = new Presets<>("residual-unet", TINY, SMALL, PAPER);

    ResidualUnetPreset {
        widths = List.copyOf(widths);
        if (crop % edge != 0) {
            throw new IllegalArgumentException(
                    "a crop is cut into whole blocks, got a crop of %d and blocks of %d".formatted(crop, edge));
        }
    }

    private static OptimizerPlan plan(double rate, double warmUp) {
        return OptimizerPlan.adamW(Schedule.warmUpCosine(rate, warmUp, 0), DECAY, CLIP);
    }
}
