package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;

/**
 * The heads of Swin UNETR's pre-training (Tang et al. 2022) on the encoder's last output: reconstruction of the image, the
 * quarter turn it was given, and a vector for contrast.
 *
 * @param reconstruction [paper] one transposed convolution; [code] also the others
 * @param readout where turn and contrast read; the public code reads single corner tokens
 * @param embedding length of the contrast vector; 512 [code]
 */
public record SwinHeads(Reconstruction reconstruction, TokenReadout readout, int embedding) {
    private static final int TURNS = 4;
    private static final double SLOPE = 0.01;
    private static final double MIDDLE = 0.5;

    /** How the image is rebuilt. */
    public enum Reconstruction {
        /** Transposed convolutions of kernel and stride 2, halving the width each time, with nothing between them. */
        STEPS,
        /** One transposed convolution to the size of the image. */
        SINGLE,
        /** Convolution, instance norm, leaky ReLU and trilinear doubling, then a 1 x 1 x 1 map ("vae" in the code). */
        UPSAMPLING
    }

    /** What turn and contrast read. */
    public enum TokenReadout {
        /** The first token for the turn, the second for contrast [code]. */
        FIRST_TOKENS,
        /** The mean over tokens, ours. */
        MEAN
    }

    /**
     * What the heads say.
     *
     * @param rotation logits of the quarter turns (B, 4)
     * @param contrast (B, embedding), not normalised
     * @param image (B, C, X, Y, Z)
     */
    public record Outputs(Tensor rotation, Tensor contrast, Tensor image) {}

    /**
     * Reads the last output of the encoder.
     *
     * @param end (B, D, x, y, z)
     * @param doublings from its size to that of the image
     * @param channels of the image
     */
    public Outputs of(Parameters scope, Tensor end, int doublings, int channels) {
        Tensor tokens = end.reshape(end.size(0), end.size(1), -1).transpose(1, 2);
        return new Outputs(
                Linear.PYTORCH.map(scope, "rotation_head", read(tokens, 0), TURNS),
                Linear.PYTORCH.map(scope, "contrastive_head", read(tokens, 1), embedding),
                image(scope.in("conv"), end, doublings, channels));
    }

    private Tensor read(Tensor tokens, int token) {
        return switch (readout) {
            case FIRST_TOKENS -> tokens.slice(1, token, token + 1).squeeze(1);
            case MEAN -> tokens.mean(1);
        };
    }

    private Tensor image(Parameters scope, Tensor end, int doublings, int channels) {
        return switch (reconstruction) {
            case STEPS -> {
                fromTheMiddle(scope.in(String.valueOf(doublings - 1)), channels);
                Tensor x = end;
                for (int step = 0; step < doublings; step++) {
                    int width = step == doublings - 1 ? channels : halved(x);
                    x = Convolution.transposed(scope.in(String.valueOf(step)), x, width, 2);
                }
                yield x;
            }
            case SINGLE -> {
                fromTheMiddle(scope, channels);
                yield Convolution.transposed(scope, end, channels, 1 << doublings);
            }
            case UPSAMPLING -> {
                Tensor x = end;
                for (int step = 0; step < doublings; step++) {
                    int width = step == doublings - 1 ? (int) x.size(1) : halved(x);
                    // the numbers count layers of the public code: each step is four of them
                    x = Convolution.withBias(scope.in(String.valueOf(4 * step)), x, width, 3, 1)
                            .instanceNorm(Linear.EPSILON)
                            .leakyRelu(SLOPE)
                            .upsampleTrilinear(2);
                }
                Parameters last = scope.in(String.valueOf(4 * doublings));
                fromTheMiddle(last, channels);
                yield Convolution.withBias(last, x, channels, 1, 1);
            }
        };
    }

    /** Intensities lie in 0 to 1: beginning in the middle, the encoder need not be bent to carry a constant. */
    private static void fromTheMiddle(Parameters last, int channels) {
        last.get("bias", Initializer.constant(MIDDLE), channels);
    }

    private static int halved(Tensor x) {
        return (int) x.size(1) / 2;
    }
}
