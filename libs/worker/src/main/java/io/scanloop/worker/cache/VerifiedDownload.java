package io.scanloop.worker.cache;

import io.scanloop.events.ObjectRef;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.ObjectStoreException;
import io.scanloop.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings objects of the store to this disk. Nobody parses bytes whose hash is not the one that an event named. */
public final class VerifiedDownload {
    private static final int CHUNK = 1 << 18;

    private VerifiedDownload() {}

    /**
     * Copies an object to a new file.
     *
     * @throws UnusableObjectException when it is not there, or its bytes are others: trying again does not help
     * @throws ObjectStoreException when the store is away
     * @throws IOException when the disk refuses
     */
    public static void to(Path file, ObjectStore store, ObjectRef reference) throws IOException {
        if (store.size(reference.key()).isEmpty()) {
            throw new UnusableObjectException(
                    "%s must be there, since an event refers to it, but is not: it was deleted"
                            .formatted(reference.key()));
        }
        var digest = Sha256.digest();
        var chunk = new byte[CHUNK];
        long length = 0;
        try (var from = store.open(reference.key());
                var into = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            for (int count; (count = read(from, chunk, reference)) > 0; length += count) {
                digest.update(chunk, 0, count);
                into.write(chunk, 0, count);
            }
        }
        check(reference, Sha256.hex(digest.digest()), length);
    }

    /** Checks that a file has the bytes of the object. */
    public static void check(Path file, ObjectRef reference) throws IOException {
        var digest = Sha256.digest();
        var chunk = new byte[CHUNK];
        try (var from = Files.newInputStream(file)) {
            for (int count; (count = from.read(chunk)) > 0; ) {
                digest.update(chunk, 0, count);
            }
        }
        check(reference, Sha256.hex(digest.digest()), Files.size(file));
    }

    private static void check(ObjectRef reference, String sha256, long length) throws UnusableObjectException {
        if (!sha256.equals(reference.sha256()) || length != reference.size()) {
            throw new UnusableObjectException(
                    "%s must have %d bytes with the SHA-256 %s, has %d with %s: it was altered"
                            .formatted(reference.key(), reference.size(), reference.sha256(), length, sha256));
        }
    }

    private static int read(InputStream from, byte[] chunk, ObjectRef reference) {
        try {
            return from.read(chunk);
        } catch (IOException e) {
            throw new ObjectStoreException("reading %s broke off: %s".formatted(reference.key(), e.getMessage()), e);
        }
    }
}
