package io.scanloop.measure;

import java.util.Arrays;

/**
 * Wilcoxon's signed-rank test of paired differences: are they as often and as far above zero as below it? (Wilcoxon,
 * Individual Comparisons by Ranking Methods, 1945.) The unit is the patient.
 *
 * @param zeros what becomes of differences of zero
 * @param distribution of the sum of ranks
 * @param alternative what speaks against the hypothesis of no difference
 */
public record SignedRank(Zeros zeros, Distribution distribution, Alternative alternative) {
    /** Two-sided, zeros after Pratt, exact where that can be. */
    public static final SignedRank DEFAULT = new SignedRank(Zeros.PRATT, Distribution.AUTOMATIC, Alternative.TWO_SIDED);

    /** So many pairs, without ties and zeros, are tested exactly when the choice is ours. */
    public static final int MOST_EXACT = 25;

    /** What becomes of differences of zero. */
    public enum Zeros {
        /** They are left out before ranking. */
        WILCOXON,
        /**
         * They take part in the ranking, and their ranks are left out (Pratt, Remarks on Zeros and Ties in the Wilcoxon
         * Signed Rank Procedures, 1959).
         */
        PRATT
    }

    /** Where the probability comes from. */
    public enum Distribution {
        /** Exact for at most 25 pairs without ties and zeros, else normal with the correction. */
        AUTOMATIC,
        /** Of all assignments of signs to the ranks 1 to n, by dynamic programming. For differences without ties and zeros. */
        EXACT,
        /** Normal, its variance reduced by ties and zeros. */
        NORMAL,
        /** The same, and the sum of ranks moved by a half towards its mean. */
        NORMAL_CORRECTED
    }

    /** What speaks against the hypothesis. */
    public enum Alternative {
        TWO_SIDED,
        /** Differences lie above zero. */
        GREATER,
        /** Differences lie below zero. */
        LESS
    }

    /**
     * What the test found.
     *
     * @param positive sum of the ranks of differences above zero
     * @param negative sum of the ranks of differences below zero
     * @param pairs how many differences there are, zeros among them
     * @param zeros how many are zero
     * @param probability p, 0 to 1; 1 when all differences are zero, NaN when there are none
     * @param isExact whether it comes from the exact distribution
     */
    public record Result(double positive, double negative, int pairs, int zeros, double probability, boolean isExact) {}

    /**
     * Tests differences.
     *
     * @param differences of pairs, any number, finite
     * @throws IllegalArgumentException when one is not finite
     */
    public Result test(double... differences) {
        for (double difference : differences) {
            if (!Double.isFinite(difference)) {
                throw new IllegalArgumentException(
                        "differences must be numbers, got %s: leave out pairs without a figure".formatted(difference));
            }
        }
        int nulls = (int) Arrays.stream(differences).filter(value -> value == 0).count();
        var ranked = rank(differences);
        boolean isExact = switch (distribution) {
            case AUTOMATIC -> nulls == 0 && ranked.ties == 0 && differences.length <= MOST_EXACT;
            case EXACT -> true;
            case NORMAL, NORMAL_CORRECTED -> false;
        };
        double probability;
        if (differences.length == 0) {
            probability = Double.NaN;
        } else if (nulls == differences.length) {
            probability = 1;
        } else {
            probability = isExact ? exact(ranked) : normal(ranked, nulls);
        }
        return new Result(ranked.positive, ranked.negative, differences.length, nulls, probability, isExact);
    }

    /**
     * Sums of ranks.
     *
     * @param count of differences that took part in the ranking
     * @param ties sum of t^3 - t over groups of t equal differences that are not zero
     */
    private record Ranked(double positive, double negative, int count, double ties) {}

    private Ranked rank(double[] differences) {
        var ordered = Arrays.stream(differences)
                .filter(value -> zeros == Zeros.PRATT || value != 0)
                .boxed()
                .sorted((one, other) -> Double.compare(Math.abs(one), Math.abs(other)))
                .mapToDouble(Double::doubleValue)
                .toArray();
        double positive = 0;
        double negative = 0;
        double ties = 0;
        for (int from = 0, to; from < ordered.length; from = to) {
            double size = Math.abs(ordered[from]);
            to = from;
            while (to < ordered.length && Math.abs(ordered[to]) == size) {
                to++;
            }
            double rank = (from + to + 1) / 2.0; // the mean of from + 1 to to
            for (int i = from; i < to; i++) {
                positive += ordered[i] > 0 ? rank : 0;
                negative += ordered[i] < 0 ? rank : 0;
            }
            double equal = size == 0 ? 0 : to - from;
            ties += equal * equal * equal - equal;
        }
        return new Ranked(positive, negative, ordered.length, ties);
    }

    private double exact(Ranked ranked) {
        if (ranked.ties > 0 || ranked.positive + ranked.negative < ranked.count * (ranked.count + 1) / 2.0) {
            throw new IllegalArgumentException(
                    "the exact distribution is that of differences without ties and zeros: use the normal one");
        }
        return switch (alternative) {
            case TWO_SIDED -> Math.min(1, 2 * atMost(Math.min(ranked.positive, ranked.negative), ranked.count));
            case GREATER -> atMost(ranked.negative, ranked.count);
            case LESS -> atMost(ranked.positive, ranked.count);
        };
    }

    /** Probability that the ranks from 1 to n which get a plus by chance sum up to at most that. */
    private static double atMost(double sum, int count) {
        int most = count * (count + 1) / 2;
        var probability = new double[most + 1];
        probability[0] = 1;
        for (int rank = 1; rank <= count; rank++) {
            for (int total = rank * (rank + 1) / 2; total >= 0; total--) {
                double without = probability[total];
                double with = total >= rank ? probability[total - rank] : 0;
                probability[total] = (without + with) / 2;
            }
        }
        double share = 0;
        for (int total = 0; total <= Math.min(sum, most); total++) {
            share += probability[total];
        }
        return Math.min(1, share);
    }

    private double normal(Ranked ranked, int nulls) {
        double n = ranked.count;
        double mean = n * (n + 1) / 4;
        double variance = n * (n + 1) * (2 * n + 1) / 24 - ranked.ties / 48;
        if (zeros == Zeros.PRATT) {
            double none = nulls;
            mean -= none * (none + 1) / 4;
            variance -= none * (none + 1) * (2 * none + 1) / 24;
        }
        double step = distribution == Distribution.NORMAL ? 0 : 0.5;
        double off = ranked.positive - mean;
        double deviation = Math.sqrt(variance);
        return switch (alternative) {
            case TWO_SIDED -> Math.min(1, 2 * Normal.above(Math.max(0, Math.abs(off) - step) / deviation));
            case GREATER -> Normal.above((off - step) / deviation);
            case LESS -> Normal.above((-off - step) / deviation);
        };
    }
}
