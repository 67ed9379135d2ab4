package io.scanloop.imaging;

/** Compares arrays too long to be printed. */
final class Differences {
    private Differences() {}

    /** Of two arrays of one length; infinite otherwise, NaN if either holds one. */
    static double largest(float[] left, float[] right) {
        if (left.length != right.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < left.length; i++) {
            largest = Math.max(largest, Math.abs((double) left[i] - right[i]));
        }
        return largest;
    }
}
