package io.scanloop.storage.layout;

import java.util.List;

/**
 * Part of a snapshot: the studies whose ids end with one letter.
 *
 * @param studies sorted by study id
 */
public record SnapshotChunk(List<SnapshotStudy> studies) {
    public SnapshotChunk {
        studies = List.copyOf(studies);
    }
}
