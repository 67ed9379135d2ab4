package io.scanloop.storage;

import java.io.IOException;
import java.io.InputStream;

/** The bound on objects that are held in memory whole. */
final class SmallObjects {
    private SmallObjects() {}

    static void check(byte[] bytes) {
        if (bytes.length > ObjectStore.SMALL_OBJECT_BYTES) {
            throw new IllegalArgumentException("a small object has at most %d bytes, got %d: put it from a stream"
                    .formatted(ObjectStore.SMALL_OBJECT_BYTES, bytes.length));
        }
    }

    static byte[] read(InputStream stream) throws IOException {
        var bytes = stream.readNBytes(ObjectStore.SMALL_OBJECT_BYTES + 1);
        if (bytes.length > ObjectStore.SMALL_OBJECT_BYTES) {
            throw new IllegalStateException("the object has more than %d bytes: open it instead of getting it whole"
                    .formatted(ObjectStore.SMALL_OBJECT_BYTES));
        }
        return bytes;
    }
}
