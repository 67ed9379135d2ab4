package io.scanloop.storage.layout;

import io.scanloop.events.ObjectRef;
import io.scanloop.storage.ObjectStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Puts snapshots into the store and takes them out again. */
public final class Snapshots {
    private final ObjectStore store;

    public Snapshots(ObjectStore store) {
        this.store = store;
    }

    /**
     * Stores a snapshot unless it is there already: the same studies always give the same reference.
     *
     * @param studies in any order, no study twice
     */
    public ObjectRef put(String project, int generation, List<SnapshotStudy> studies) {
        var layout = new ProjectLayout(project);
        var byLetter = new TreeMap<Character, List<SnapshotStudy>>();
        studies.stream()
                .sorted(Comparator.comparing(SnapshotStudy::study))
                .forEach(study -> byLetter.computeIfAbsent(letter(study.study()), letter -> new ArrayList<>())
                        .add(study));
        var chunks = byLetter.values().stream()
                .map(chunk -> Documents.putByContent(store, layout::snapshotChunk, new SnapshotChunk(chunk)))
                .toList();
        return Documents.putByContent(
                store, layout::snapshot, new Snapshot(project, generation, studies.size(), chunks));
    }

    /**
     * All studies of a snapshot, sorted by study id.
     *
     * @throws io.scanloop.storage.LostObjectException when a part is gone or its bytes are not those that were stored
     */
    public List<SnapshotStudy> studies(ObjectRef snapshot) {
        return Documents.redeem(store, snapshot, Snapshot.class).chunks().stream()
                .flatMap(chunk -> Documents.redeem(store, chunk, SnapshotChunk.class).studies().stream())
                .sorted(Comparator.comparing(SnapshotStudy::study))
                .toList();
    }

    private static char letter(String study) {
        return study.charAt(study.length() - 1);
    }
}
