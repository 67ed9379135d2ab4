package io.scanloop.learning.method;

import io.scanloop.learning.network.MultiScaleFusion;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.Transformer;
import java.util.List;

/**
 * The numbers of MISSU. [paper] is what the paper states, [code] what its public code or TransBTS, which that is built
 * on, has, [assumed] what both leave open, [ours] what we chose.
 *
 * @param crop X, Y and Z of a crop in voxels, a multiple of 8; [paper] 128
 * @param features channels of the first stage; [paper] 16
 * @param transformer [paper] 4 layers of width 512; heads 8, dropout 0.1, no qkv bias [code]; perceptron 512 [assumed]
 * @param decoderNorm [paper] none
 * @param fusion whether the branches of a fusion block share weights; [paper] separate, [code] shared
 * @param distillation weight of the distillation; [paper] 0.3
 * @param msfSupervision where the fusion learns from; [paper] the distillation alone
 * @param segmentation [assumed] cross-entropy and Dice; the paper says "based on cross-entropy"
 * @param batch [paper] 4
 * @param optimizer [paper] Adam, epsilon 1e-5, rate 4e-4, falling with power 0.9 each iteration
 */
record MissuPreset(
        int crop,
        int features,
        Transformer transformer,
        Norm decoderNorm,
        MultiScaleFusion.Weights fusion,
        double distillation,
        Supervision msfSupervision,
        Segmentation segmentation,
        int batch,
        OptimizerPlan optimizer) {

    /** Where the fusion of scales, which no prediction needs, learns from. */
    enum Supervision {
        /** Only from the distillation, which both sides follow: the two may agree on little. */
        DISTILLATION,
        /** [ours]: from labels, by a 1 x 1 x 1 classifier on each B; the distillation then moves the encoder only. */
        LABELS
    }

    /** What labels are compared by. */
    enum Segmentation {
        CROSS_ENTROPY_AND_DICE,
        CROSS_ENTROPY,
        /** [code]: the sum of the classes' soft Dice, over the batch, without background. */
        DICE
    }

    /** As published, as far as it can be known: 10.4 million parameters with 4 contrasts and 4 classes. For GPUs. */
    static final MissuPreset PAPER = new MissuPreset(
            128,
            16,
            new Transformer(4, 512, 8, 512, Transformer.QkvBias.NONE, 0.1),
            Norm.NONE,
            MultiScaleFusion.Weights.SEPARATE,
            0.3,
            Supervision.DISTILLATION,
            Segmentation.CROSS_ENTROPY_AND_DICE,
            4,
            adam(4e-4));

    /** For one GPU of 24 GB, [ours]. */
    static final MissuPreset SMALL = new MissuPreset(
            96,
            16,
            new Transformer(4, 256, 8, 256, Transformer.QkvBias.NONE, 0.1),
            Norm.NONE,
            MultiScaleFusion.Weights.SHARED,
            0.3,
            Supervision.DISTILLATION,
            Segmentation.CROSS_ENTROPY_AND_DICE,
            2,
            adam(4e-4));

    /** For two CPU cores, [ours]: 0.5 million parameters that infer. */
    static final MissuPreset TINY = new MissuPreset(
            32,
            8,
            new Transformer(2, 64, 4, 64, Transformer.QkvBias.NONE, 0.1),
            Norm.NONE,
            MultiScaleFusion.Weights.SHARED,
            0.3,
            Supervision.DISTILLATION,
            Segmentation.CROSS_ENTROPY_AND_DICE,
            2,
            adam(1e-3));

    /** By name. */
    static final Presets<MissuPreset> ALL = new Presets<>("missu", TINY, SMALL, PAPER);

    private static OptimizerPlan adam(double rate) {
        return new OptimizerPlan(Schedule.poly(rate, 0.9), 0, 0.9, 0.999, 1e-5, 0, List.of());
    }

    /** Edges of the grid of tokens. */
    List<Integer> positions() {
        return List.of(crop / 8, crop / 8, crop / 8);
    }
}
