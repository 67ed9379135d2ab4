package io.scanloop.eval.adapter;

import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;

/** The sizes of pages. */
final class Pages {
    private static final int LARGEST = 1000;

    private Pages() {}

    static void checkLimit(int limit) {
        if (limit < 1 || limit > LARGEST) {
            throw RefusedException.of(
                    Refusal.Kind.INVALID,
                    "bad-limit",
                    "a limit from 1 to " + LARGEST,
                    String.valueOf(limit),
                    "ask for a page of that size, and follow \"next\"");
        }
    }
}
