package io.scanloop.learning.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What a graph's maker said about groups of operations while making them. */
final class Marks {
    /** No segment. */
    static final int NONE = -1;

    private final Map<Tensor, Integer> segments = new HashMap<>();
    private final Set<Tensor> precise = new HashSet<>();
    private int made;
    private int current = NONE;
    private boolean isPrecise;

    <T> T segment(Supplier<T> part) {
        if (current != NONE) {
            return part.get();
        }
        current = made++;
        try {
            return part.get();
        } finally {
            current = NONE;
        }
    }

    <T> T precisely(Supplier<T> part) {
        boolean before = isPrecise;
        isPrecise = true;
        try {
            return part.get();
        } finally {
            isPrecise = before;
        }
    }

    void note(Tensor operation) {
        if (current != NONE) {
            segments.put(operation, current);
        }
        if (isPrecise) {
            precise.add(operation);
        }
    }

    int segmentOf(Tensor value) {
        return segments.getOrDefault(value, NONE);
    }

    boolean isPrecise(Tensor value) {
        return precise.contains(value);
    }
}
