package io.scanloop.learning.method;

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
 * @param taps blocks, counted from 1, whose output the fine-tuning reads beside the end; [assumed] UNETR's code
 * @param features channels of the decoder of the fine-tuning at the size of the image; [assumed] 16
 * @param pretrainingBatch [paper] 4
 * @param pretrainingRate [paper] 1e-5, no schedule named
 * @param finetuningBatch [assumed] 2
 * @param finetuningRate [paper] 1e-4 with a scheduler that is not named; cosine [assumed]
 * @param crossEntropy weight of the cross-entropy beside Dice; [paper] 0
 * @param contrastDropout probability of leaving out a contrast in pre-training, so that all subsets occur; [ours]
 * @param flip probability of mirroring left and right; [ours]
 */
record AmaePreset(
        int crop,
        int edge,
        Transformer encoder,
        Transformer decoder,
        double hiddenShare,
        List<Integer> taps,
        int features,
        int pretrainingBatch,
        Schedule pretrainingRate,
        int finetuningBatch,
        Schedule finetuningRate,
        double crossEntropy,
        double contrastDropout,
        double flip) {

    /** As published. About 114 million parameters with 7 contrasts; wants a GPU. */
    static final AmaePreset PAPER = new AmaePreset(
            96,
            16,
            new Transformer(12, 768, 12, 3072),
            new Transformer(8, 512, 16, 2048),
            0.7,
            List.of(4, 7, 10),
            16,
            4,
            Schedule.constant(1e-5),
            2,
            Schedule.warmUpCosine(1e-4, 0, 0),
            0,
            0,
            0);

    /**
     * For two CPU cores. Smaller crops, tokens and networks [ours]; what differs in kind is a warm-up with cosine, and
     * cross-entropy beside Dice, with which small structures are found within the few iterations.
     */
    static final AmaePreset TINY = new AmaePreset(
            48,
            8,
            new Transformer(4, 96, 4, 384),
            new Transformer(2, 48, 4, 192),
            0.7,
            List.of(2, 3),
            16,
            4,
            Schedule.warmUpCosine(1e-3, 0.05, 0),
            1,
            Schedule.warmUpCosine(3e-3, 0.05, 0),
            1,
            0.1,
            0.5);

    /** By name; an unknown one is an error that lists the known. */
    static AmaePreset named(String name) {
        return switch (name) {
            case "tiny" -> TINY;
            case "paper" -> PAPER;
            default ->
                throw new IllegalArgumentException(
                        "amae has the presets tiny and paper, got \"%s\": choose one in the project".formatted(name));
        };
    }
}
