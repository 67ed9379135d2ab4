package io.scanloop.measure;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction for several tests: whoever asks often enough finds something (Holm, A Simple Sequentially Rejective
 * Multiple Test Procedure, 1979).
 */
public final class Holm {
    private Holm() {}

    /**
     * Corrected probabilities: those at or below alpha keep the chance of even one false finding at or below alpha.
     *
     * @param probabilities of the single tests, 0 to 1; NaN where none was made, which then does not count as one
     * @return in the same order, each at least as large as before, at most 1
     */
    public static double[] correct(double... probabilities) {
        var corrected = probabilities.clone();
        int[] ascending = IntStream.range(0, probabilities.length)
                .filter(i -> !Double.isNaN(probabilities[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> probabilities[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double former = 0;
        for (int rank = 0; rank < ascending.length; rank++) {
            int at = ascending[rank];
            former = Math.max(former, Math.min(1, (ascending.length - rank) * probabilities[at]));
            corrected[at] = former;
        }
        return corrected;
    }
}
