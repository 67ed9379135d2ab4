package io.scanloop.ingest;

import io.scanloop.events.Split;
import io.scanloop.ingest.Refusal.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sides of a split as senders write them. */
public final class Sides {
    private Sides() {}

    static String name(Split side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    /** Reads a side; null stays null. */
    public static @Nullable Split parse(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(Split.values())
                .filter(side -> name(side).equals(name))
                .findFirst()
                .orElseThrow(() -> RefusedException.of(
                        Kind.INVALID,
                        "unknown-split",
                        Arrays.stream(Split.values()).map(Sides::name).collect(Collectors.joining(", ")),
                        "\"" + name + "\"",
                        "name one of them, or leave the split out"));
    }
}
