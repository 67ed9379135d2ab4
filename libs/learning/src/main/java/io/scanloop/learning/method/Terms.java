package io.scanloop.learning.method;

import io.scanloop.learning.graph.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What a program trains by. The loss is the sum of weight x value over the terms, made in one place, the trainer.
 *
 * @param terms at least one
 * @param logged further scalars, by the name under which they are logged; the loss does not contain them
 */
public record Terms(List<Term> terms, Map<String, Tensor> logged) {

    /** Copies; checks that there is a term. */
    public Terms {
        terms = List.copyOf(terms);
        logged = Map.copyOf(logged);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a loss needs at least one term");
        }
    }

    /** One term of weight 1. */
    public static Terms of(String name, Tensor value) {
        return new Terms(List.of(new Term(name, value, 1)), Map.of());
    }
}
