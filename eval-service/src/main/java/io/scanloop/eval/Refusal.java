package io.scanloop.eval;

/**
 * Why a request was not taken, for the person who sent it.
 *
 * @param kind what sort of refusal it is
 * @param code stable, for programs: lower-case words joined by hyphens
 * @param expected what would have been right
 * @param actual what came
 * @param action what to do about it
 */
public record Refusal(Kind kind, String code, String expected, String actual, String action) {

    /** The sort of a refusal. */
    public enum Kind {
        /** The request cannot be read. */
        MALFORMED,
        /** It comes from where none is taken. */
        FORBIDDEN,
        /** What it names does not exist. */
        UNKNOWN,
        /** It contradicts what stands. */
        CONFLICT,
        /** It can be read, but is not valid. */
        INVALID,
        /** Not now: a part that it needs is away. */
        UNAVAILABLE
    }

    /** One sentence with everything in it. */
    public String sentence() {
        return "expected %s, got %s: %s".formatted(expected, actual, action);
    }
}
