package io.scanloop.learning.view;

import java.util.random.RandomGenerator;

/**
 * How intensities of a slice in [0, 1] change, one law after the other in this order, each with its probability: noise,
 * blur, gamma, bias field, inversion (Pix2Rep's code, laws of TorchIO). The result may leave [0, 1].
 *
 * @param noise deviation of Gaussian noise, uniform from 0 to this
 * @param noiseShare its probability
 * @param blur deviation of a Gaussian blur in pixels, uniform from 0 to this
 * @param blurShare its probability
 * @param gamma bound of b in {@code x^exp(b)}, uniform
 * @param gammaShare its probability
 * @param bias bound of the coefficients of a polynomial of order 3 over the slice, whose exponential multiplies
 * @param biasShare its probability
 * @param inversionShare probability of {@code 1 - x}
 */
public record IntensityLaws(
        double noise,
        double noiseShare,
        double blur,
        double blurShare,
        double gamma,
        double gammaShare,
        double bias,
        double biasShare,
        double inversionShare) {
    /** Nothing changes. */
    public static final IntensityLaws NONE = new IntensityLaws(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** As the authors' code has them. */
    public static final IntensityLaws PUBLISHED = new IntensityLaws(0.5, 0.3, 1.3, 0.5, 0.05, 0.9, 0.9, 0.75, 0.35);

    /** Milder noise and bias, stronger gamma; ours. */
    public static final IntensityLaws MILD = new IntensityLaws(0.1, 0.3, 1, 0.5, 0.5, 0.9, 0.4, 0.75, 0.35);

    private static final int ORDER = 3;

    /**
     * Changes a slice in place.
     *
     * @param slice (X, Y) in C order
     * @param chance of {@link Draws}, whose normal numbers are the same on every machine
     */
    public void change(float[] slice, int x, int y, RandomGenerator chance) {
        if (chance.nextDouble() < noiseShare) {
            double sigma = noise * chance.nextDouble();
            for (int at = 0; at < slice.length; at++) {
                slice[at] += (float) (sigma * chance.nextGaussian());
            }
        }
        if (chance.nextDouble() < blurShare) {
            blur(slice, x, y, blur * chance.nextDouble());
        }
        if (chance.nextDouble() < gammaShare) {
            double power = StrictMath.exp(gamma * (2 * chance.nextDouble() - 1));
            for (int at = 0; at < slice.length; at++) {
                slice[at] = (float) Math.copySign(StrictMath.pow(Math.abs(slice[at]), power), slice[at]);
            }
        }
        if (chance.nextDouble() < biasShare) {
            bias(slice, x, y, chance);
        }
        if (chance.nextDouble() < inversionShare) {
            for (int at = 0; at < slice.length; at++) {
                slice[at] = 1 - slice[at];
            }
        }
    }

    /**
     * As {@link #change}, of a copy that is put into a batch.
     *
     * @param slice (X, Y) in C order, left as it is
     * @param into (B, X, Y)
     * @param slot its place in the batch
     */
    void put(float[] slice, int x, int y, RandomGenerator chance, float[] into, int slot) {
        var changed = slice.clone();
        change(changed, x, y, chance);
        System.arraycopy(changed, 0, into, slot * changed.length, changed.length);
    }

    private static void blur(float[] slice, int x, int y, double sigma) {
        int reach = (int) Math.ceil(3 * sigma);
        if (reach == 0) {
            return;
        }
        var weights = new double[reach + 1];
        for (int step = 0; step <= reach; step++) {
            weights[step] = StrictMath.exp(-0.5 * step * step / (sigma * sigma));
        }
        for (int row = 0; row < x; row++) {
            blurLine(slice, row * y, 1, y, weights);
        }
        for (int column = 0; column < y; column++) {
            blurLine(slice, column, y, x, weights);
        }
    }

    /** Near an end the weights that are left count in full. */
    private static void blurLine(float[] slice, int begin, int stride, int length, double[] weights) {
        var line = new float[length];
        for (int at = 0; at < length; at++) {
            line[at] = slice[begin + at * stride];
        }
        int reach = weights.length - 1;
        for (int at = 0; at < length; at++) {
            double sum = 0;
            double weight = 0;
            for (int other = Math.max(0, at - reach); other <= Math.min(length - 1, at + reach); other++) {
                double share = weights[Math.abs(other - at)];
                sum += share * line[other];
                weight += share;
            }
            slice[begin + at * stride] = (float) (sum / weight);
        }
    }

    private void bias(float[] slice, int x, int y, RandomGenerator chance) {
        var coefficients = new double[ORDER + 1][ORDER + 1];
        for (int i = 0; i <= ORDER; i++) {
            for (int j = 0; i + j <= ORDER; j++) {
                coefficients[i][j] = bias * (2 * chance.nextDouble() - 1);
            }
        }
        for (int row = 0; row < x; row++) {
            for (int column = 0; column < y; column++) {
                double u = SliceMove.place(row, x);
                double v = SliceMove.place(column, y);
                double sum = 0;
                double powerU = 1;
                for (int i = 0; i <= ORDER; i++, powerU *= u) {
                    double power = powerU;
                    for (int j = 0; i + j <= ORDER; j++, power *= v) {
                        sum += coefficients[i][j] * power;
                    }
                }
                slice[row * y + column] *= (float) StrictMath.exp(sum);
            }
        }
    }
}
