package io.scanloop.imaging;

/** Slope and intercept of a header, applied to decoded values. */
final class Scaling {
    private Scaling() {}

    /** Multiplies and then adds, rounding each time, as the reference does. */
    static void apply(NiftiHeader header, double[] values, int count) {
        if (!header.isScaled()) {
            return;
        }
        double slope = header.slope();
        double intercept = header.intercept();
        for (int i = 0; i < count; i++) {
            values[i] = values[i] * slope + intercept;
        }
    }
}
