package io.scanloop.learning.method;

import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.PixelUnet;
import io.scanloop.learning.view.CropSampler;
import io.scanloop.learning.view.IntensityLaws;
import io.scanloop.learning.view.SliceMove;
import io.scanloop.learning.view.SlicePairs;
import java.util.List;

/**
 * The numbers of Pix2Rep. [paper] is what the paper states, [code] what the authors' code has where the paper is silent or
 * another, [assumed] what both leave open, [ours] what we chose.
 *
 * @param crop X and Y of a slice in pixels; [paper] 128
 * @param network [code] 64 features, 5 levels; [paper] 1024 channels of a pixel's vector
 * @param projection channels of the head of the pre-training; [code] 256
 * @param intensities [code]
 * @param move [code]
 * @param pixels M that a batch is compared by; [code] 1000 of the batch; the paper says of each image
 * @param where they are drawn; [code] anywhere; that those from outside do not count is [ours]
 * @param loss of the pre-training
 * @param temperature of InfoNCE; [code] 0.53
 * @param lambda of Barlow Twins; [assumed] 5e-3
 * @param pretrainingBatch [paper] 8
 * @param pretrainingOptimizer [paper] Adam, rate 5e-4
 * @param dice of the fine-tuning; [code] with background
 * @param crossEntropy its weight beside Dice; [code] 0
 * @param finetuningBatch [assumed] 8
 * @param finetuningOptimizer [paper] Adam, rate 5e-5 of the backbone and 1e-2 of the head
 * @param scratchOptimizer of the same without a pre-training; [assumed] the rate at which the paper trains this backbone from
 *     fresh weights, 5e-4, and that of the head: the paper names none for its supervised baseline
 */
record Pix2RepPreset(
        int crop,
        PixelUnet network,
        int projection,
        IntensityLaws intensities,
        SliceMove move,
        int pixels,
        SlicePairs.Where where,
        Loss loss,
        double temperature,
        double lambda,
        int pretrainingBatch,
        OptimizerPlan pretrainingOptimizer,
        SoftDice dice,
        double crossEntropy,
        int finetuningBatch,
        OptimizerPlan finetuningOptimizer,
        OptimizerPlan scratchOptimizer) {

    /** How vectors of pixels are compared. */
    enum Loss {
        /** Version 1: each is to find its partner among all others. */
        INFO_NCE,
        /** Version 2: their channels are to agree and to say different things. */
        BARLOW_TWINS
    }

    /** Of the slices with labels, so many show a class [ours]. */
    private static final double CLASS_SHARE = 0.7;

    private static final SoftDice OVER_BATCH =
            new SoftDice(SoftDice.Background.INCLUDED, 1e-5, 1e-5, 1, SoftDice.Sums.OVER_BATCH);

    /** As published and as the code fills it in: 135 million parameters. For a GPU. */
    static final Pix2RepPreset PAPER = new Pix2RepPreset(
            128,
            new PixelUnet(64, 5, 1024),
            256,
            IntensityLaws.PUBLISHED,
            SliceMove.PUBLISHED,
            1000,
            SlicePairs.Where.ANYWHERE,
            Loss.INFO_NCE,
            0.53,
            5e-3,
            8,
            OptimizerPlan.adamW(Schedule.constant(5e-4), 0, 0),
            SoftDice.MONAI,
            0,
            8,
            plan(Schedule.constant(5e-5), 0, 200),
            plan(Schedule.constant(5e-4), 0, 20));

    /** For one GPU of 24 GB, [ours]. */
    static final Pix2RepPreset SMALL = new Pix2RepPreset(
            128,
            new PixelUnet(32, 4, 128),
            128,
            IntensityLaws.MILD,
            SliceMove.MILD,
            2048,
            SlicePairs.Where.ON_THE_STUDY,
            Loss.INFO_NCE,
            0.2,
            5e-3,
            16,
            OptimizerPlan.adamW(Schedule.warmUpCosine(1e-3, 0.05, 0), 0, 5),
            OVER_BATCH,
            1,
            16,
            plan(Schedule.warmUpCosine(1e-3, 0.05, 0), 5, 10),
            plan(Schedule.warmUpCosine(1e-3, 0.05, 0), 5, 10));

    /** For two CPU cores, [ours]: 0.3 million parameters. */
    static final Pix2RepPreset TINY = new Pix2RepPreset(
            64,
            new PixelUnet(12, 3, 48),
            64,
            IntensityLaws.MILD,
            SliceMove.MILD,
            1024,
            SlicePairs.Where.ON_THE_STUDY,
            Loss.INFO_NCE,
            0.2,
            5e-3,
            8,
            OptimizerPlan.adamW(Schedule.warmUpCosine(1e-3, 0.05, 0), 0, 5),
            OVER_BATCH,
            1,
            8,
            plan(Schedule.warmUpCosine(1e-3, 0.1, 0), 5, 10),
            plan(Schedule.warmUpCosine(1e-3, 0.1, 0), 5, 10));

    /** By name. */
    static final Presets<Pix2RepPreset> ALL = new Presets<>("pix2rep", TINY, SMALL, PAPER);

    /** A plan whose head learns so many times as fast as the backbone. */
    private static OptimizerPlan plan(Schedule body, double clip, double head) {
        return new OptimizerPlan(body, 0, 0.9, 0.999, 1e-8, clip, List.of(new RateRule("head.", head)));
    }

    /** Where the slices of a fine-tuning are taken from. */
    CropSampler crops(Task task) {
        return new CropSampler(crop, crop, 1, CLASS_SHARE, task.classValues().size());
    }
}
