package io.scanloop.measure;

import java.util.Arrays;

/**
 * The shift that fits the signed-rank test: the median of the means of all pairs of differences, each with itself among
 * them (Hodges and Lehmann, Estimates of Location Based on Rank Tests, 1963).
 */
public final class HodgesLehmann {
    private HodgesLehmann() {}

    /**
     * The estimate.
     *
     * @param differences finite, in any order
     * @return NaN when there are none
     */
    public static double estimate(double... differences) {
        var ascending = differences.clone();
        Arrays.sort(ascending);
        return ofAscending(ascending);
    }

    /** The estimate of differences that are in order: time n times 64, no list of pairs. */
    static double ofAscending(double[] differences) {
        long pairs = differences.length * (differences.length + 1L) / 2;
        if (pairs == 0) {
            return Double.NaN;
        }
        double lower = smallest(differences, (pairs + 1) / 2);
        return pairs % 2 == 1 ? lower : mean(lower, smallest(differences, pairs / 2 + 1));
    }

    /** The smallest number that so many means do not exceed; found among the doubles, which have an order as bits. */
    private static double smallest(double[] ascending, long rank) {
        long low = order(ascending[0]);
        long high = order(ascending[ascending.length - 1]);
        while (low < high) {
            long middle = (low & high) + ((low ^ high) >> 1); // no overflow
            if (hasAtMost(ascending, number(middle), rank)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return number(low);
    }

    /** Whether at least so many means are at most a bound: for each left partner the right ones are a range. */
    private static boolean hasAtMost(double[] ascending, double bound, long rank) {
        long count = 0;
        int to = ascending.length;
        for (int from = 0; from < to; from++) {
            while (to > from && mean(ascending[from], ascending[to - 1]) > bound) {
                to--;
            }
            count += to - from;
        }
        return count >= rank;
    }

    private static double mean(double one, double other) {
        return one / 2 + other / 2;
    }

    /** Whole numbers in the order of the doubles. */
    private static long order(double value) {
        long bits = Double.doubleToLongBits(value + 0.0); // not minus zero
        return bits >= 0 ? bits : Long.MIN_VALUE - bits;
    }

    private static double number(long order) {
        return Double.longBitsToDouble(order >= 0 ? order : Long.MIN_VALUE - order);
    }
}
