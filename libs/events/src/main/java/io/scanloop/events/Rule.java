package io.scanloop.events;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the components of every event must fulfil. Each method throws {@link IllegalArgumentException} that names the
 * component, what was expected and what came; null counts as absent, since that is what a body without the field gives.
 */
final class Rule {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._/-]{0,199}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
    private static final Pattern CONTRAST = Pattern.compile("[A-Za-z][A-Za-z0-9_+-]{0,31}");
    private static final Pattern METRIC = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,199}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST_TEXT = 2000;

    private Rule() {}

    /** An event's id: a path of names. */
    static void id(String component, @Nullable String id) {
        matches(ID, component, id);
    }

    /** One segment of an id or of an object key. */
    static void name(String component, @Nullable String name) {
        matches(NAME, component, name);
    }

    static void idOrNull(String component, @Nullable String id) {
        if (id != null) {
            id(component, id);
        }
    }

    static void nameOrNull(String component, @Nullable String name) {
        if (name != null) {
            name(component, name);
        }
    }

    /** A project, or {@link Event#NO_PROJECT}. */
    static void projectOrNone(String component, @Nullable String project) {
        if (!Event.NO_PROJECT.equals(project)) {
            name(component, project);
        }
    }

    static void contrast(String component, @Nullable String contrast) {
        matches(CONTRAST, component, contrast);
    }

    /** The key of a metric, as dashboards show it. */
    static void metric(String component, @Nullable String key) {
        matches(METRIC, component, key);
    }

    static void sha256(String component, @Nullable String digest) {
        matches(SHA_256, component, digest);
    }

    /** Words for people. */
    static void text(String component, @Nullable String text) {
        notBlank(component, text);
        require(
                text == null || text.length() <= LONGEST_TEXT,
                component,
                "at most " + LONGEST_TEXT + " characters",
                text);
    }

    static void textOrNull(String component, @Nullable String text) {
        if (text != null) {
            text(component, text);
        }
    }

    /** Words for people, with what somebody sent among them: as long as they are. */
    static void notBlank(String component, @Nullable String text) {
        require(text != null && !text.isBlank(), component, "not blank", text);
    }

    static void present(String component, @Nullable Object value) {
        require(value != null, component, "present", value);
    }

    /** A copy of a list that has at least one element. */
    static <E> List<E> notEmpty(String component, @Nullable List<E> list) {
        require(list != null && !list.isEmpty(), component, "a list with at least one element", list);
        return copy(list);
    }

    /** A copy of a list; one that an older writer did not send is empty. */
    static <E> List<E> copy(@Nullable List<E> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** A copy of a map; one that an older writer did not send is empty. */
    static <K, V> Map<K, V> copy(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : Map.copyOf(map);
    }

    static void atLeast(long least, String component, long value) {
        require(value >= least, component, "at least " + least, value);
    }

    static void finite(String component, double value) {
        require(Double.isFinite(value), component, "finite", value);
    }

    /** A number from 0 to 1. */
    static void share(String component, double value) {
        require(value >= 0 && value <= 1, component, "from 0 to 1", value);
    }

    static void shareOrNull(String component, @Nullable Double value) {
        if (value != null) {
            share(component, value);
        }
    }

    /** A length of time in seconds. */
    static void duration(String component, double seconds) {
        require(seconds >= 0 && seconds < Double.POSITIVE_INFINITY, component, "at least 0 s and finite", seconds);
    }

    private static void matches(Pattern pattern, String component, @Nullable String value) {
        require(value != null && pattern.matcher(value).matches(), component, "like " + pattern.pattern(), value);
    }

    static void require(boolean holds, String component, String expected, @Nullable Object actual) {
        if (!holds) {
            throw new IllegalArgumentException("%s must be %s, got %s: the writer must send it so"
                    .formatted(component, expected, actual == null ? "nothing" : "\"" + actual + "\""));
        }
    }
}
