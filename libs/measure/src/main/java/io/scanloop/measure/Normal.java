package io.scanloop.measure;

/** The standard normal distribution. */
final class Normal {
    private static final double SMALLEST = 1e-300;

    private Normal() {}

    /** Probability of a larger value, exact to about 14 digits. */
    static double above(double z) {
        double x = Math.abs(z) / Math.sqrt(2);
        double tail = x < 2 ? (1 - errorSeries(x)) / 2 : complementFraction(x) / 2;
        return z < 0 ? 1 - tail : tail;
    }

    /** The value that a share of 0 to 1, ends excluded, lies below; by halving. */
    static double quantile(double share) {
        double low = -40;
        double high = 40;
        while (high - low > 1e-12) {
            double middle = (low + high) / 2;
            if (above(-middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The error function by its series of positive terms (Abramowitz and Stegun, 7.1.6). */
    private static double errorSeries(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > 1e-17 * sum; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    /** One minus the error function by its continued fraction (Abramowitz and Stegun, 7.1.14), after Lentz. */
    private static double complementFraction(double x) {
        double value = x;
        double c = x;
        double d = 0;
        for (int n = 1; n < 500; n++) {
            double numerator = n / 2.0;
            d = 1 / Math.max(x + numerator * d, SMALLEST);
            c = x + numerator / c;
            double change = c * d;
            value *= change;
            if (Math.abs(change - 1) < 1e-16) {
                break;
            }
        }
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / value;
    }
}
