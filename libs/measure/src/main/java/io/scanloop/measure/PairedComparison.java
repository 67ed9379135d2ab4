package io.scanloop.measure;

import java.util.Arrays;

/**
 * One measure of the same patients under two models, compared.
 *
 * @param test two-sided, zeros after Pratt
 * @param mean of the differences; NaN when there are none
 * @param meanInterval 95 %, by bootstrap over patients
 * @param estimate after Hodges and Lehmann
 * @param estimateInterval 95 %, by bootstrap over patients, from the same draws
 */
public record PairedComparison(
        SignedRank.Result test, double mean, Interval meanInterval, double estimate, Interval estimateInterval) {

    /**
     * Compares.
     *
     * @param differences one per patient, finite
     * @param seed of the bootstrap, which draws {@link Bootstrap#RESAMPLES} times
     */
    public static PairedComparison of(double[] differences, long seed) {
        var ascending = differences.clone();
        Arrays.sort(ascending);
        int count = ascending.length;
        var values = new double[count];
        var meanInterval =
                Bootstrap.interval(count, drawn -> mean(drawn(ascending, drawn, values)), Bootstrap.RESAMPLES, seed);
        var estimateInterval = Bootstrap.interval(
                count,
                drawn -> {
                    Arrays.sort(drawn);
                    return HodgesLehmann.ofAscending(drawn(ascending, drawn, values));
                },
                Bootstrap.RESAMPLES,
                seed);
        return new PairedComparison(
                SignedRank.DEFAULT.test(differences),
                mean(ascending),
                meanInterval,
                HodgesLehmann.ofAscending(ascending),
                estimateInterval);
    }

    private static double[] drawn(double[] values, int[] units, double[] into) {
        for (int i = 0; i < units.length; i++) {
            into[i] = values[units[i]];
        }
        return into;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
