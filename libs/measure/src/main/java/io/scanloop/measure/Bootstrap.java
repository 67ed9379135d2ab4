package io.scanloop.measure;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * 95 % intervals by the percentile bootstrap: units are drawn with replacement, as many as there are, and the statistic of
 * the draw is noted; the interval holds its middle 95 % (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
 * 13.3). The unit is what is independent: the patient, never the voxel or the study. With few units the interval is too
 * narrow; nothing that is made of three patients is exact.
 */
public final class Bootstrap {
    /** Draws of which an interval is made. */
    public static final int RESAMPLES = 10_000;

    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /**
     * The interval of a statistic.
     *
     * @param units how many there are, from 0
     * @param statistic of the units whose numbers (from 0) it is given, some of them repeatedly; NaN where it is undefined.
     *     The array is used again for the next draw
     * @param resamples how many draws, at least 1
     * @param seed the same seed gives the same interval
     * @return undefined when the statistic is undefined for every draw; draws for which it is are left out
     */
    public static Interval interval(int units, ToDoubleFunction<int[]> statistic, int resamples, long seed) {
        if (units == 0) {
            return Interval.UNDEFINED;
        }
        var random = new SplittableRandom(seed);
        var drawn = new int[units];
        var values = new double[resamples];
        int defined = 0;
        for (int resample = 0; resample < resamples; resample++) {
            for (int i = 0; i < units; i++) {
                drawn[i] = (int) (((random.nextLong() >>> 33) * units) >>> 31);
            }
            double value = statistic.applyAsDouble(drawn);
            if (!Double.isNaN(value)) {
                values[defined++] = value;
            }
        }
        if (defined == 0) {
            return Interval.UNDEFINED;
        }
        Arrays.sort(values, 0, defined);
        return new Interval(quantile(values, defined, TAIL), quantile(values, defined, 1 - TAIL));
    }

    /** Linear between order statistics. */
    private static double quantile(double[] ascending, int count, double share) {
        double rank = share * (count - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, count - 1);
        return ascending[below] + (rank - below) * (ascending[above] - ascending[below]);
    }
}
