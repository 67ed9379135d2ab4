package io.scanloop.ingest.adapter;

import io.scanloop.ingest.Refusal;
import io.scanloop.ingest.RefusedException;

/** The sizes of pages. */
final class Pages {
    private static final int LARGEST = 1000;

    private Pages() {}

    static void checkLimit(int limit) {
        if (limit < 1 || limit > LARGEST) {
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.INVALID,
                    "bad-limit",
                    "a limit from 1 to " + LARGEST,
                    String.valueOf(limit),
                    "ask for a page of that size, and follow \"next\""));
        }
    }
}
