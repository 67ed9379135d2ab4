package io.scanloop.learning.method;

import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.network.SmitHead;
import io.scanloop.learning.network.SmitUnet;
import io.scanloop.learning.network.SwinEncoder;
import io.scanloop.learning.view.LightChange;
import java.util.List;

/**
 * The numbers of SMIT. [paper] is what the paper states, [code] what the public code does, [assumed] what we filled in,
 * [ours] what we chose.
 *
 * @param around cube in which the two crops lie; [paper] 128
 * @param crop X, Y and Z of a crop, in voxels; [paper] 96
 * @param encoder [code] 48 wide, depths 2, 2, 4, 2, window 4, stochastic depth to 0.3; first weights: [code] PyTorch's,
 *     [ours] truncated normal 0.02 but in tiny, where that is too narrow for maps of 12
 * @param head [code] 2048, 256, 8192
 * @param hiddenShare of the blocks; [code] 0.7
 * @param patches weight of the distillation of tokens; [code] 0.1
 * @param global weight of the distillation of images; [code] 0.1
 * @param patchTemperature of the teacher's tokens; [code] 0.04, from epoch 30 to 60 of 500 up to 0.07
 * @param globalTemperature of the teacher's images; [code] 0.04 up to 0.07 over 30 of 500 epochs
 * @param momentum of the teacher at the start, up to 1 at the end by the global iteration; [code] 0.996, though its
 *     schedule never leaves the start
 * @param still share of the phase in which prototypes are held still; [code] the first of 500 epochs
 * @param export whose encoder is fine-tuned; [code] the student's
 * @param pretrainingBatch studies, two crops of each; [code] 6
 * @param pretrainingOptimizer AdamW; [assumed] 2e-4, cosine; decay 0.05, 6 % warm-up and clipping at 3 [ours, as iBOT]
 * @param decoder of the fine-tuning; net P [paper, our reading], net F [code]
 * @param norm of the decoder; [assumed] instance; batch is the code's class default
 * @param dice with cross-entropy one to one; [code] squared
 * @param positiveShare of the crops of the fine-tuning; [code] 0.5
 * @param change of a crop of the fine-tuning; [code] scale and shift by 0.1, in one of ten crops, [ours] in all; no flips
 * @param quarters probability of a quarter turn within XY; [code] 0.2
 * @param finetuningBatch [code] 4 crops, of one volume; ours are of volumes drawn each for itself
 * @param finetuningOptimizer [code] AdamW, rate 1e-4, decay 1e-5, warm-up, cosine; clipping [ours]
 */
record SmitPreset(
        int around,
        int crop,
        SwinEncoder encoder,
        SmitHead head,
        double hiddenShare,
        double patches,
        double global,
        Schedule patchTemperature,
        Schedule globalTemperature,
        double momentum,
        double still,
        Export export,
        int pretrainingBatch,
        OptimizerPlan pretrainingOptimizer,
        SmitUnet.Decoder decoder,
        Norm norm,
        SoftDice dice,
        double positiveShare,
        LightChange change,
        double quarters,
        int finetuningBatch,
        OptimizerPlan finetuningOptimizer) {

    /** Whose encoder is fine-tuned. */
    enum Export {
        /** [code]. */
        STUDENT,
        /** As iBOT does. */
        TEACHER
    }

    private static final double WEIGHT = 0.1;
    private static final double COLD = 0.04;
    private static final double WARM = 0.07;
    private static final double COLDER = 0.02;
    private static final double CLIP = 3;
    private static final LightChange CHANGE = new LightChange(0, 0.1, 0.1);

    /** As published. */
    static final SmitPreset PAPER = of(48, 0.3, new SmitHead(2048, 256, 8192), 6, 4);

    /** Half as wide, for a GPU of 24 GB [ours]. */
    static final SmitPreset SMALL = of(24, 0.2, new SmitHead(1024, 256, 4096), 2, 2);

    /**
     * For two CPU cores, [ours] throughout. A teacher as slow and as warm as that of the others ended with all prototypes
     * alike in every answer.
     */
    static final SmitPreset TINY = new SmitPreset(
            44,
            32,
            new SwinEncoder(
                    12, List.of(2, 2, 2), List.of(1, 2, 4), 4, PatchMerging.LEXICOGRAPHIC, SwinEncoder.Form.SMIT, 0.1),
            new SmitHead(128, 32, 256),
            0.7,
            WEIGHT,
            WEIGHT,
            Schedule.constant(COLD),
            Schedule.constant(COLDER),
            0.97,
            0,
            Export.STUDENT,
            4,
            OptimizerPlan.adamW(Schedule.warmUpCosine(1e-3, 0.06, 0), 0.05, CLIP),
            SmitUnet.Decoder.PLAIN,
            Norm.INSTANCE,
            SoftDice.SMIT,
            0.5,
            CHANGE,
            0,
            2,
            OptimizerPlan.adamW(Schedule.warmUpCosine(2e-3, 0.05, 0), 1e-5, 1));

    /** By name. */
    static final Presets<SmitPreset> ALL = new Presets<>("smit", TINY, SMALL, PAPER);

    private static SmitPreset of(int features, double depth, SmitHead head, int pretraining, int finetuning) {
        return new SmitPreset(
                128,
                96,
                encoder(features, List.of(2, 2, 4, 2), List.of(4, 4, 4, 4), depth),
                head,
                0.7,
                WEIGHT,
                WEIGHT,
                Schedule.ramp(COLD, WARM, 0.06, 0.12),
                Schedule.ramp(COLD, WARM, 0, 0.06),
                0.996,
                0.002,
                Export.STUDENT,
                pretraining,
                OptimizerPlan.adamW(Schedule.warmUpCosine(2e-4, 0.06, 0), 0.05, CLIP),
                SmitUnet.Decoder.PLAIN,
                Norm.INSTANCE,
                SoftDice.SMIT,
                0.5,
                CHANGE,
                0.2,
                finetuning,
                OptimizerPlan.adamW(Schedule.warmUpCosine(1e-4, 0.01, 0), 1e-5, 1));
    }

    private static SwinEncoder encoder(int features, List<Integer> depths, List<Integer> heads, double depth) {
        return new SwinEncoder(
                features, depths, heads, 4, PatchMerging.LEXICOGRAPHIC, SwinEncoder.Form.SMIT_NARROW, depth);
    }

    /** Edge of a block in voxels: what a token that is distilled stands for. */
    int block() {
        return encoder.divisor() / 2;
    }

    /** The encoder without stochastic depth: the teacher's. */
    SwinEncoder steadyEncoder() {
        return new SwinEncoder(
                encoder.features(),
                encoder.depths(),
                encoder.heads(),
                encoder.window(),
                encoder.merging(),
                encoder.form(),
                0);
    }
}
