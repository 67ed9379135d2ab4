package io.scanloop.measure;

import java.util.SplittableRandom;

/**
 * How likely a panel of patients shows a gain that is real: before a panel is fixed, and before a verdict of "no
 * difference" is believed. Found by drawing panels and testing each, because the usual formula promises too much at the
 * small levels of a gate that looks often.
 *
 * @param panels how many are drawn, at least 1; the standard error of the power is at most 1 / (2 sqrt(panels))
 * @param seed the same seed gives the same power
 */
public record Power(int panels, long seed) {
    /** 2000 panels: the power up to about one part in a hundred. */
    public static final Power DEFAULT = new Power(2000, 1);

    private static final int MOST_PATIENTS = 20_000;

    /**
     * The part of panels in which {@linkplain SignedRank#DEFAULT the test} finds the gain, with the right sign.
     *
     * @param patients in the panel, at least 1
     * @param effect mean of the paired differences, e.g. 0.02 in Dice
     * @param deviation standard deviation of the paired differences, which are drawn as normal, > 0
     * @param alpha level of the test, two-sided, between 0 and 1
     * @return 0 to 1
     */
    public double of(int patients, double effect, double deviation, double alpha) {
        require(effect, deviation, alpha);
        var random = new SplittableRandom(seed);
        var differences = new double[patients];
        int found = 0;
        for (int panel = 0; panel < panels; panel++) {
            for (int i = 0; i < patients; i++) {
                differences[i] = effect + deviation * normal(random);
            }
            var result = SignedRank.DEFAULT.test(differences);
            boolean hasSign = result.positive() > result.negative() == effect > 0;
            found += result.probability() <= alpha && hasSign ? 1 : 0;
        }
        return (double) found / panels;
    }

    /**
     * The fewest patients with that power.
     *
     * @param effect not 0
     * @param deviation as for {@link #of}
     * @param alpha as for {@link #of}
     * @param power wanted, between 0 and 1
     * @throws IllegalArgumentException when more than 20 000 patients would be needed
     */
    public int patientsFor(double effect, double deviation, double alpha, double power) {
        require(effect, deviation, alpha);
        int guess = normalGuess(effect, deviation, alpha, power);
        int low = 0; // too few
        int high = guess;
        while (of(high, effect, deviation, alpha) < power) {
            low = high;
            high = high + high / 4 + 1;
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (of(middle, effect, deviation, alpha) < power) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** By the normal approximation: the square of (z of alpha + z of power) times deviation over effect. */
    private static int normalGuess(double effect, double deviation, double alpha, double power) {
        double z = Normal.quantile(1 - alpha / 2) + Normal.quantile(power);
        double patients = Math.pow(Math.max(0, z) * deviation / effect, 2);
        if (!(patients <= MOST_PATIENTS)) {
            throw new IllegalArgumentException(
                    "an effect of %s with a deviation of %s needs about %.0f patients, more than %d: no panel shows it; ask for non-inferiority instead"
                            .formatted(effect, deviation, patients, MOST_PATIENTS));
        }
        return Math.max(1, (int) Math.ceil(patients));
    }

    private static void require(double effect, double deviation, double alpha) {
        if (!Double.isFinite(effect) || !(deviation > 0) || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "power is that of a finite effect, a deviation > 0 and a level between 0 and 1, got %s, %s, %s"
                            .formatted(effect, deviation, alpha));
        }
    }

    /** By Marsaglia's polar method. */
    private static double normal(SplittableRandom random) {
        while (true) {
            double u = 2 * random.nextDouble() - 1;
            double v = 2 * random.nextDouble() - 1;
            double square = u * u + v * v;
            if (square > 0 && square < 1) {
                return u * Math.sqrt(-2 * Math.log(square) / square);
            }
        }
    }
}
