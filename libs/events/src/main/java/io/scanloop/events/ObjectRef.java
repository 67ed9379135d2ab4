package io.scanloop.events;

/**
 * The claim check for bytes that rest in the object store: events carry this, never the bytes.
 *
 * @param key key of the object, see the object layout in {@code io.scanloop.storage.layout}; never a URL
 * @param sha256 SHA-256 of the object's bytes, 64 lower-case hexadecimal digits
 * @param size length in bytes, at least 0
 */
public record ObjectRef(String key, String sha256, long size) {
    public ObjectRef {
        Rule.text("key", key);
        Rule.require(!key.contains("://") && !key.startsWith("/"), "key", "a key in the store, no URL", key);
        Rule.sha256("sha256", sha256);
        Rule.atLeast(0, "size", size);
    }
}
