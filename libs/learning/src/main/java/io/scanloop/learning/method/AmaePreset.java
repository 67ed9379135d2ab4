package io.scanloop.learning.method;

import io.scanloop.learning.network.DynamicTokenizer;
import io.scanloop.learning.network.ModalityEncoder;
import io.scanloop.learning.network.Transformer;
import java.util.List;

/**
 * The numbers of AMAE. [paper] is what the paper states, [assumed] what it leaves open and we filled in from the works
 * it builds on, [ours] what we chose.
 *
 * @param crop X, Y and Z of a crop, in voxels; [assumed] 96
 * @param edge P of a token in voxels; [paper] 16
 * @param encoder [paper] ViT-B
 * @param decoder of the pre-training; [assumed] 8 layers of width 512, as He et al.
 * @param hiddenShare of the tokens of each modality; [paper] 0.7
 * @param contrastDropout probability of leaving out a contrast in pre-training, so that all subsets occur; [ours]
 * @param pretrainingBatch [paper] 4
 * @param pretrainingOptimizer [paper] AdamW, rate 1e-5, decay 0.05, no schedule named; clipping [ours]
 * @param taps blocks, counted from 1, whose output the fine-tuning reads beside the end; [assumed] as UNETR's code
 * @param features channels of the fine-tuning's decoder at the size of the image; [assumed] 16
 * @param finetuningBatch [assumed] 2
 * @param finetuningOptimizer [paper] AdamW, rate 1e-4, decay 0.05 with a scheduler; which one, cosine, [assumed]
 * @param crossEntropy weight of the cross-entropy beside Dice; [paper] 0
 * @param biasRule of the tokenizer; [assumed] multiplied, as ModDrop++
 * @param target of the reconstruction; [paper] voxels as they are
 * @param network of the fine-tuning; [paper] both, neither the better beyond chance
 */
record AmaePreset(
        int crop,
        int edge,
        Transformer encoder,
        Transformer decoder,
        double hiddenShare,
        double contrastDropout,
        int pretrainingBatch,
        OptimizerPlan pretrainingOptimizer,
        List<Integer> taps,
        int features,
        int finetuningBatch,
        OptimizerPlan finetuningOptimizer,
        double crossEntropy,
        DynamicTokenizer.BiasRule biasRule,
        Target target,
        AmaeNetwork network) {
    /** What the pre-training rebuilds. */
    enum Target {
        /** Voxels on the scale of the image. */
        VOXELS,
        /** Voxels of each token, less their mean, over their deviation (He et al. 2022, table 1d). */
        STANDARDISED
    }

    private static final double DECAY = 0.05;
    private static final double CLIP = 1;

    /** As published: 116 million parameters in pre-training with 7 contrasts. For a GPU. */
    static final AmaePreset PAPER = new AmaePreset(
            96,
            16,
            new Transformer(12, 768, 12, 3072),
            new Transformer(8, 512, 16, 2048),
            0.7,
            0,
            4,
            OptimizerPlan.adamW(Schedule.constant(1e-5), DECAY, CLIP),
            List.of(4, 7, 10),
            16,
            2,
            OptimizerPlan.adamW(Schedule.warmUpCosine(1e-4, 0, 0), DECAY, CLIP),
            0,
            DynamicTokenizer.BiasRule.MULTIPLY,
            Target.VOXELS,
            AmaeNetwork.ADAPTIVE);

    /** For a GPU of 24 GB, [ours] throughout: half as wide and two thirds as deep, with the rates of a shorter training. */
    static final AmaePreset SMALL = new AmaePreset(
            96,
            16,
            new Transformer(8, 384, 6, 1536),
            new Transformer(4, 256, 8, 1024),
            0.7,
            0.1,
            4,
            OptimizerPlan.adamW(Schedule.warmUpCosine(2e-4, 0.05, 0), DECAY, CLIP),
            List.of(2, 4, 6),
            16,
            2,
            OptimizerPlan.adamW(Schedule.warmUpCosine(5e-4, 0.05, 0), DECAY, CLIP),
            0.3,
            DynamicTokenizer.BiasRule.MULTIPLY,
            Target.VOXELS,
            AmaeNetwork.ADAPTIVE);

    /**
     * For two CPU cores, [ours] throughout: 0.6 million parameters in pre-training, 1.2 million in fine-tuning. Few
     * iterations, so: rates with warm-up and cosine, a short memory of squared gradients, and some cross-entropy beside
     * Dice, with which small structures are found early. The features stay at the paper's 16: with 8, large structures
     * are found as well, small ones not.
     */
    static final AmaePreset TINY = new AmaePreset(
            40,
            8,
            new Transformer(4, 96, 4, 384),
            new Transformer(2, 48, 4, 192),
            0.7,
            0.1,
            4,
            OptimizerPlan.adamW(Schedule.warmUpCosine(1e-3, 0.05, 0), DECAY, CLIP),
            List.of(2, 3),
            16,
            1,
            new OptimizerPlan(Schedule.warmUpCosine(4e-3, 0.05, 0), DECAY, 0.9, 0.95, 1e-8, CLIP, List.of()),
            0.3,
            DynamicTokenizer.BiasRule.MULTIPLY,
            Target.VOXELS,
            AmaeNetwork.ADAPTIVE);

    /** By name. */
    static final Presets<AmaePreset> ALL = new Presets<>("amae", TINY, SMALL, PAPER);

    /** The same with another network for its fine-tuning. */
    AmaePreset into(AmaeNetwork other) {
        return new AmaePreset(
                crop,
                edge,
                encoder,
                decoder,
                hiddenShare,
                contrastDropout,
                pretrainingBatch,
                pretrainingOptimizer,
                taps,
                features,
                finetuningBatch,
                finetuningOptimizer,
                crossEntropy,
                biasRule,
                target,
                other);
    }

    /** What makes and encodes tokens in pre-training. */
    ModalityEncoder tokens() {
        return new ModalityEncoder(edge, encoder, biasRule);
    }

    /** Tokens along each axis of a crop. */
    int grid() {
        return crop / edge;
    }
}
