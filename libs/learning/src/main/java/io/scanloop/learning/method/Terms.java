package io.scanloop.learning.method;

import io.scanloop.learning.graph.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a program trains by. The loss is the sum of weight x value over the terms, made in one place, the trainer.
 *
 * @param terms at least one
 * @param logged further scalars, by the name under which they are logged; the loss does not contain them. They are built after
 *     the terms, so that the names of what the terms need do not depend on them
 * @param picture what it rebuilds, where it rebuilds something
 */
public record Terms(
        List<Term> terms,
        Map<String, Tensor> logged,
        @Nullable Picture picture) {

    /** Copies; checks that there is a term. */
    public Terms {
        terms = List.copyOf(terms);
        logged = Collections.unmodifiableMap(
                new TreeMap<>(logged)); // in one order, for programs are known by their text
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a loss needs at least one term");
        }
    }

    /** Of what rebuilds nothing. */
    public Terms(List<Term> terms, Map<String, Tensor> logged) {
        this(terms, logged, null);
    }

    /** One term of weight 1. */
    public static Terms of(String name, Tensor value) {
        return new Terms(List.of(new Term(name, value, 1)), Map.of());
    }
}
