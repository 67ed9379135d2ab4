package io.scanloop.imaging;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Percentiles by linear interpolation between order statistics, NumPy's default. */
public final class Percentiles {
    /** More values than this are sampled rather than sorted. */
    public static final int MOST_SORTED = 10_000_000;

    /** Drawn with replacement from more than {@link #MOST_SORTED} values. */
    public static final int SAMPLE = 1_000_000;

    private final float[] ascending;

    private Percentiles(float[] ascending) {
        this.ascending = ascending;
    }

    /**
     * Of all values, or of a sample if they are more than {@value #MOST_SORTED}.
     *
     * @param values at least one, none of them NaN; left as they are
     * @param chance draws the sample
     */
    public static Percentiles of(float[] values, RandomGenerator chance) {
        if (values.length == 0) {
            throw new IllegalArgumentException("percentiles need at least one value");
        }
        float[] ascending = values.length > MOST_SORTED ? sample(values, chance) : values.clone();
        Arrays.sort(ascending);
        if (Float.isNaN(ascending[ascending.length - 1])) {
            throw new IllegalArgumentException("percentiles need numbers, got NaN among them");
        }
        return new Percentiles(ascending);
    }

    private static float[] sample(float[] values, RandomGenerator chance) {
        var sample = new float[SAMPLE];
        for (int i = 0; i < SAMPLE; i++) {
            sample[i] = values[chance.nextInt(values.length)];
        }
        return sample;
    }

    /** @param percent 0 to 100 */
    public double at(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile lies from 0 to 100, got " + percent);
        }
        double rank = percent / 100 * (ascending.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (rank - below) * ((double) ascending[above] - ascending[below]);
    }
}
