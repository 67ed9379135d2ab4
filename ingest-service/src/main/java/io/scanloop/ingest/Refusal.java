package io.scanloop.ingest;

import io.scanloop.events.Reason;
import java.util.List;

/**
 * Why an input was not taken, for the person who sent it.
 *
 * @param kind what sort of refusal it is
 * @param code stable, for programs: lower-case words joined by hyphens
 * @param expected what would have been right
 * @param actual what came
 * @param action what to do about it
 * @param reasons one entry per fault where there can be several, else empty
 */
public record Refusal(Kind kind, String code, String expected, String actual, String action, List<Reason> reasons) {

    /** The sort of a refusal. */
    public enum Kind {
        /** The request cannot be read. */
        MALFORMED,
        /** What it names does not exist. */
        UNKNOWN,
        /** It contradicts what stands. */
        CONFLICT,
        /** It can be read, but is not valid. */
        INVALID,
        /** There is no room for it now. */
        FULL,
        /** Not now: a part that it needs is away. */
        UNAVAILABLE
    }

    /** A refusal with one reason. */
    public static Refusal of(Kind kind, String code, String expected, String actual, String action) {
        return new Refusal(kind, code, expected, actual, action, List.of());
    }

    /** One sentence with everything in it. */
    public String sentence() {
        return "expected %s, got %s: %s".formatted(expected, actual, action);
    }
}
