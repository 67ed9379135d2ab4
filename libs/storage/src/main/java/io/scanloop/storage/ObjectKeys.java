package io.scanloop.storage;

import java.nio.charset.StandardCharsets;

/**
 * What a key may look like, the same in every store: it names a file below the store's root on any file system, and
 * leaves room for the suffixes that a store gives to its drafts.
 */
public final class ObjectKeys {
    /** S3 allows this many bytes of UTF-8 for a whole key. */
    static final int MOST_BYTES = 1024;
    /** A file name has 255 bytes; a store's drafts and parts take up to 90 of them. */
    static final int MOST_BYTES_PER_SEGMENT = 160;

    private ObjectKeys() {}

    /**
     * Returns the key if it is one.
     *
     * @throws IllegalArgumentException naming the key and the rule that it breaks
     */
    public static String check(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw broken(key, "has more than %d bytes".formatted(MOST_BYTES));
        }
        for (var segment : key.split("/", -1)) {
            checkSegment(key, segment);
        }
        return key;
    }

    /**
     * Returns the prefix if some key may begin with it: empty, or the beginning of a key.
     *
     * @throws IllegalArgumentException naming the prefix and the rule that it breaks
     */
    public static String checkPrefix(String prefix) {
        if (!prefix.isEmpty()) {
            check(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
        }
        return prefix;
    }

    /** Returns the prefix if it is a key and a slash: what lies below it is all of something. */
    static String checkFolder(String prefix) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix to delete must end with a slash, got '%s'".formatted(prefix));
        }
        return checkPrefix(prefix);
    }

    private static void checkSegment(String key, String segment) {
        if (segment.isEmpty()) {
            throw broken(key, "has an empty segment: no slash at either end, none doubled");
        }
        if (segment.startsWith(".")) {
            throw broken(key, "has a segment that begins with a dot");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES_PER_SEGMENT) {
            throw broken(key, "has a segment of more than %d bytes".formatted(MOST_BYTES_PER_SEGMENT));
        }
        if (!segment.codePoints().allMatch(ObjectKeys::isAllowed)) {
            throw broken(key, "has a backslash, a control character or half of a surrogate pair");
        }
    }

    private static boolean isAllowed(int character) {
        return character != '\\'
                && !Character.isISOControl(character)
                && Character.getType(character) != Character.SURROGATE;
    }

    private static IllegalArgumentException broken(String key, String rule) {
        var shown = key.codePoints()
                .limit(200)
                .map(character -> isAllowed(character) ? character : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return new IllegalArgumentException(
                "not an object key: '%s' %s; build keys from validated ids only".formatted(shown, rule));
    }
}
