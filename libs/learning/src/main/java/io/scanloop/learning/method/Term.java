package io.scanloop.learning.method;

import io.scanloop.learning.graph.Tensor;

/**
 * One part of a loss.
 *
 * @param name as it is logged, e.g. {@code reconstruction}
 * @param value scalar, unweighted
 * @param weight its factor in the loss
 */
public record Term(String name, Tensor value, double weight) {

    /** Checks that the value is one number. */
    public Term {
        if (value.rank() != 0) {
            throw new IllegalArgumentException(
                    "term %s needs a scalar, got %s: sum or mean is missing".formatted(name, value));
        }
    }
}
