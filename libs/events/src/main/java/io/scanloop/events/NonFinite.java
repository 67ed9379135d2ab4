package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a value is that is no number. */
public enum NonFinite {
    /** Not a number. */
    @JsonProperty("nan")
    NAN(Double.NaN),
    /** Larger than any number. */
    @JsonProperty("inf")
    INFINITY(Double.POSITIVE_INFINITY),
    /** Smaller than any number. */
    @JsonProperty("-inf")
    NEGATIVE_INFINITY(Double.NEGATIVE_INFINITY);

    private final double value;

    NonFinite(double value) {
        this.value = value;
    }

    double value() {
        return value;
    }

    /** Which one a value is that is not finite. */
    static NonFinite of(double value) {
        if (Double.isNaN(value)) {
            return NAN;
        }
        return value > 0 ? INFINITY : NEGATIVE_INFINITY;
    }
}
