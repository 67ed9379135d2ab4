package io.scanloop.storage.layout;

import io.scanloop.events.ObjectRef;
import java.util.List;

/**
 * What a run may use: study revisions and label sets of a project at one time. Immutable and named by its content, so
 * that the same studies are the same snapshot, and snapshots share the chunks in which they agree.
 *
 * @param project the project
 * @param generation generation of the project, from 1
 * @param studies how many studies all chunks hold
 * @param chunks each a {@link SnapshotChunk}, in the order of the letter with which its studies' ids end
 */
public record Snapshot(String project, int generation, int studies, List<ObjectRef> chunks) {
    public Snapshot {
        chunks = List.copyOf(chunks);
    }
}
