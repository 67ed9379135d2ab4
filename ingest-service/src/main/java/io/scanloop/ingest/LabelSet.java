package io.scanloop.ingest;

import io.scanloop.storage.layout.LabelManifest;

/**
 * A label set and what was decided about it.
 *
 * @param status where it stands
 */
public record LabelSet(LabelManifest manifest, Status status) {

    /** Where a label set stands. */
    public enum Status {
        /** Nobody has decided about it: no run uses it. */
        STORED,
        /** Runs may use it. */
        ACCEPTED,
        /** No later run uses it; this is final. */
        WITHDRAWN
    }
}
