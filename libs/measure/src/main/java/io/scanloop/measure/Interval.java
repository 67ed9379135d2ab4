package io.scanloop.measure;

/**
 * Where a figure lies, by its uncertainty.
 *
 * @param low lower end; NaN when undefined
 * @param high upper end, at least the lower; NaN when undefined
 */
public record Interval(double low, double high) {
    /** No figure, no interval. */
    public static final Interval UNDEFINED = new Interval(Double.NaN, Double.NaN);

    public boolean isDefined() {
        return !Double.isNaN(low);
    }
}
