package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One value of a metric.
 *
 * @param key the metric, like {@code train/loss/mip}
 * @param value the value; null when it is not finite, and always written
 * @param nonFinite what it is instead; null when the value is finite
 * @param step the global step of the optimiser, at least 0
 */
public record Point(
        String key,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double value,
        @Nullable NonFinite nonFinite,
        long step) {
    public Point {
        Rule.metric("key", key);
        Rule.require(
                (value == null) == (nonFinite != null), "nonFinite", "present when value is null, else absent", value);
        if (value != null) {
            Rule.finite("value", value);
        }
        Rule.atLeast(0, "step", step);
    }

    /** A point of any value, finite or not. */
    public static Point of(String key, double value, long step) {
        return Double.isFinite(value)
                ? new Point(key, value, null, step)
                : new Point(key, null, NonFinite.of(value), step);
    }

    /** The value, finite or not. */
    public double number() {
        return value != null ? value : nonFinite != null ? nonFinite.value() : Double.NaN;
    }
}
