package io.scanloop.learning.method;

import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.network.SwinEncoder;
import io.scanloop.learning.network.SwinHeads;
import io.scanloop.learning.view.InnerCutout;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.QuarterTurn;
import java.util.List;

/**
 * The numbers of Swin UNETR and its pre-training. [paper] is what the paper states, [code] what the public code does,
 * [assumed] what we filled in, [ours] what we chose. Equal in all presets unless said: pairs of views and weights of 1 for
 * the three losses [paper][code].
 *
 * @param crop X, Y and Z of a crop, in voxels; [paper] 96
 * @param encoder [code] 48 wide, 2 blocks in each of 4 stages, window 7; merges in MONAI's order, which is as good as any and
 *     is that of weights that MONAI trains now
 * @param heads the code rebuilds by convolutions and doubling and reads corner tokens; [ours] the mean of tokens, and steps
 *     of transposed convolutions, nearer to the paper's text
 * @param plane of the turns; [paper] about z, [code] about the first axis
 * @param cutout share that one pass hides at most; [paper][code] 0.3
 * @param passes [code] two, so up to 60 %; [ours] one, the paper's 30 %
 * @param temperature of the contrast; [code] 0.5
 * @param pretrainingBatch crops, two views of each; [assumed] 4
 * @param pretrainingOptimizer AdamW, warm-up and cosine [paper]; numbers beside the presets; clipping [ours]
 * @param norm of the decoder; [paper] instance
 * @param dice with cross-entropy one to one; [code] with background
 * @param positiveShare of the crops of the fine-tuning; [code] 0.5
 * @param change of a crop of the fine-tuning; [code] flips of each axis at 0.2, scale and shift by 0.1 in one of ten crops;
 *     [ours] no flips, which would exchange classes that name a side, and scale and shift in every crop
 * @param quarters probability of a quarter turn in the fine-tuning; [code] 0.2
 * @param finetuningBatch [code] 4 crops, of one volume; ours are of volumes drawn each for itself
 * @param finetuningOptimizer [code] AdamW, rate 1e-4, decay 1e-5, 1 % warm-up, cosine; clipping [ours]
 */
record SwinUnetrPreset(
        int crop,
        SwinEncoder encoder,
        SwinHeads heads,
        QuarterTurn plane,
        InnerCutout cutout,
        InnerCutout.Passes passes,
        double temperature,
        int pretrainingBatch,
        OptimizerPlan pretrainingOptimizer,
        Norm norm,
        SoftDice dice,
        double positiveShare,
        LightChange change,
        double quarters,
        int finetuningBatch,
        OptimizerPlan finetuningOptimizer) {
    private static final double CLIP = 1;
    private static final double TEMPERATURE = 0.5;
    private static final InnerCutout CUTOUT = new InnerCutout(0.3);
    private static final LightChange CHANGE = new LightChange(0, 0.1, 0.1);
    private static final OptimizerPlan FINETUNING =
            OptimizerPlan.adamW(Schedule.warmUpCosine(1e-4, 0.01, 0), 1e-5, CLIP);

    /**
     * As published, with the rate and decay of the paper's pre-training [assumed: 4e-4, 1e-5, 500 of 450 000 warm-up], whose
     * batch was 32 on 8 GPUs [assumed]. The rule of SMALL would give 5e-5 and 0.05.
     */
    static final SwinUnetrPreset PAPER = of(48, 512, 4, 4, Schedule.warmUpCosine(4e-4, 500.0 / 450_000, 0), 1e-5);

    /** Half as wide, for a GPU of 24 GB; rate 4e-4 x batch / 32 and decay 0.05 [ours]. */
    static final SwinUnetrPreset SMALL = of(24, 512, 2, 2, Schedule.warmUpCosine(2.5e-5, 0.02, 0), 0.05);

    /** For two CPU cores, [ours] throughout: 32^3 crops and three stages, for on 1 x 1 x 1 nothing can be normalised. */
    static final SwinUnetrPreset TINY = new SwinUnetrPreset(
            32,
            SwinEncoder.swinUnetr(12, List.of(2, 2, 2), List.of(1, 2, 4), 4, PatchMerging.MONAI),
            new SwinHeads(SwinHeads.Reconstruction.STEPS, SwinHeads.TokenReadout.MEAN, 64),
            QuarterTurn.XY,
            CUTOUT,
            InnerCutout.Passes.NOISE,
            TEMPERATURE,
            4,
            OptimizerPlan.adamW(Schedule.warmUpCosine(1e-3, 0.05, 0), 0.05, CLIP),
            Norm.INSTANCE,
            SoftDice.MONAI,
            0.5,
            CHANGE,
            0,
            2,
            OptimizerPlan.adamW(Schedule.warmUpCosine(2e-3, 0.05, 0), 1e-5, CLIP));

    /** By name. */
    static final Presets<SwinUnetrPreset> ALL = new Presets<>("swin-unetr", TINY, SMALL, PAPER);

    private static SwinUnetrPreset of(
            int features, int embedding, int pretraining, int finetuning, Schedule rate, double decay) {
        return new SwinUnetrPreset(
                96,
                SwinEncoder.swinUnetr(features, List.of(2, 2, 2, 2), List.of(3, 6, 12, 24), 7, PatchMerging.MONAI),
                new SwinHeads(SwinHeads.Reconstruction.STEPS, SwinHeads.TokenReadout.MEAN, embedding),
                QuarterTurn.XY,
                CUTOUT,
                InnerCutout.Passes.NOISE,
                TEMPERATURE,
                pretraining,
                OptimizerPlan.adamW(rate, decay, CLIP),
                Norm.INSTANCE,
                SoftDice.MONAI,
                0.5,
                CHANGE,
                0.2,
                finetuning,
                FINETUNING);
    }

    /** The same with another order of sub-lattices in its encoder. */
    SwinUnetrPreset merging(PatchMerging order) {
        return new SwinUnetrPreset(
                crop,
                new SwinEncoder(
                        encoder.features(),
                        encoder.depths(),
                        encoder.heads(),
                        encoder.window(),
                        order,
                        encoder.form(),
                        encoder.stochasticDepth()),
                heads,
                plane,
                cutout,
                passes,
                temperature,
                pretrainingBatch,
                pretrainingOptimizer,
                norm,
                dice,
                positiveShare,
                change,
                quarters,
                finetuningBatch,
                finetuningOptimizer);
    }
}
