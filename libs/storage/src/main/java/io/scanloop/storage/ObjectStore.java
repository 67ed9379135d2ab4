package io.scanloop.storage;

import io.scanloop.events.ObjectRef;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Holds bytes under keys. A key is a path of segments joined by {@code /}, see {@link ObjectKeys}; no key is a folder of
 * another.
 *
 * <p>What a put acknowledged survives a crash of the store's process. Readers see an object whole or not at all. A
 * listing may name objects that were never committed and is never the truth: manifests are.
 *
 * <p>Every method throws {@link ObjectStoreException} when the store cannot be reached or refuses; the caller may try
 * again. A key or prefix that is none is an {@link IllegalArgumentException}. Implementations are safe for use by many threads.
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Stores a file of any size with bounded memory, replacing what stood under the key.
     *
     * @return the reference, with the SHA-256 of the bytes that were sent
     * @throws ObjectStoreException also when the file cannot be read or changes meanwhile; nothing is stored then
     */
    ObjectRef put(String key, Path file);

    /**
     * Stores exactly {@code size} bytes of a stream with bounded memory, replacing what stood under the key. What follows
     * them in the stream is not read.
     *
     * @throws ObjectStoreException also when the stream ends early; nothing is stored then
     */
    ObjectRef put(String key, InputStream bytes, long size);

    /**
     * Stores a small object unless the key is taken: of any number of concurrent callers exactly one gets {@code true}.
     * That holds across lost answers too: a caller that cannot be told whether it was the one gets an exception.
     *
     * @param bytes at most {@link #SMALL_OBJECT_BYTES}
     */
    boolean putIfAbsent(String key, byte[] bytes);

    /**
     * Replaces a small object if it still has the version that was read. Of concurrent callers that read the same version
     * exactly one gets {@code true}; one that cannot be told whether it was the one gets an exception.
     *
     * @param expectedVersion the {@link Versioned#version} of the object as it was read
     * @param bytes at most {@link #SMALL_OBJECT_BYTES}
     * @return false when the object is absent or has another version; nothing is changed then
     */
    boolean compareAndSet(String key, String expectedVersion, byte[] bytes);

    /** Reads a small object whole; empty when the key is free. */
    Optional<Versioned> get(String key);

    /** Size in bytes, or empty when the key is free. */
    Optional<Long> size(String key);

    /**
     * Opens an object for reading from its beginning; the caller closes the stream.
     *
     * @throws LostObjectException when there is no such object: whoever opens it has a reference to it
     */
    InputStream open(String key);

    /**
     * Opens {@code length} bytes from {@code offset}; the caller closes the stream.
     *
     * @throws LostObjectException when there is no such object
     * @throws ObjectStoreException also when it ends before the range does
     */
    InputStream open(String key, long offset, long length);

    /** Keys that begin with the prefix, in lexicographic order, at most {@code limit}, after {@code after} (or ""). */
    List<String> list(String prefix, String after, int limit);

    /** Deletes one object; deleting an absent one is no error. */
    void delete(String key);

    /**
     * Deletes every object whose key begins with the prefix.
     *
     * @param prefix ends with {@code /}
     * @return how many objects were deleted
     */
    int deletePrefix(String prefix);

    @Override
    void close();

    /** The largest object that {@link #get} reads and the conditional puts take: 4 MiB, a single part everywhere. */
    int SMALL_OBJECT_BYTES = 4 << 20;

    /**
     * A small object as it was read.
     *
     * @param bytes the whole object
     * @param version an opaque tag that changes with the bytes
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Versioned(byte[] bytes, String version) {}
}
