package io.scanloop.storage;

import io.minio.Http;
import java.util.UUID;

/**
 * Tells one's own write from another's: when the answer to a write is lost and the next attempt is refused, the mark on
 * the object says who was first.
 */
record PutMark(String value) {
    private static final String HEADER = "x-amz-meta-scanloop-put";

    static PutMark random() {
        return new PutMark(UUID.randomUUID().toString());
    }

    Http.Headers header() {
        return new Http.Headers(HEADER, value);
    }

    /** Whether the object that stands under the key was written with this mark. */
    boolean isOn(S3Bucket bucket, String key) {
        return bucket.head(key)
                .map(head -> value.equals(head.headers().get(HEADER)))
                .orElse(false);
    }
}
