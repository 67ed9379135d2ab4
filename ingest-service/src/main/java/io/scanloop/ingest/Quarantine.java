package io.scanloop.ingest;

import io.scanloop.events.Reason;
import io.scanloop.events.StudyRejected;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Names;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.QuarantineEntry;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/** Keeps what is known of refused files, so that a refusal can be looked into later. The bytes stay with the sender. */
public final class Quarantine {
    private static final int MOST_PER_PAGE = 1000;
    private final ObjectStore store;
    private final Outbox outbox;
    private final Clock clock;

    Quarantine(ObjectStore store, Outbox outbox, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Records a study's refusal, announces it, and gives the exception that tells the sender.
     *
     * @param files SHA-256 of each file that came, by contrast
     * @param reasons at least one
     */
    RefusedException refuseStudy(
            ProjectLayout project, String study, SortedMap<String, String> files, List<Reason> reasons, String actor) {
        var entry = entry(project, study, files, reasons, actor);
        var event = new StudyRejected(
                "study-rejected/%s/%s".formatted(project.project(), entry.id()),
                entry.at(),
                entry.project(),
                entry.patient(),
                study,
                reasons,
                actor);
        outbox.commit(project.quarantine(entry.id()), Documents.write(entry), event)
                .ifPresent(outbox::announce);
        return refusal("valid volumes in every part", reasons);
    }

    /** Records the refusal of labels; the study they were for stands as it did. */
    RefusedException refuseLabels(
            ProjectLayout project, String study, SortedMap<String, String> files, List<Reason> reasons, String actor) {
        var entry = entry(project, study, files, reasons, actor);
        store.putIfAbsent(project.quarantine(entry.id()), Documents.write(entry));
        return refusal("a segmentation of this study", reasons);
    }

    /** Entries of a project in order of time, after the one whose id is {@code after} (or ""). */
    public List<QuarantineEntry> list(String projectName, String after, int limit) {
        var project = new ProjectLayout(projectName);
        var start = after.isEmpty() ? "" : project.quarantine(after);
        return store.list(project.quarantinePrefix(), start, Math.min(limit, MOST_PER_PAGE)).stream()
                .filter(key -> key.endsWith(".json"))
                .map(key -> Documents.read(store, key, QuarantineEntry.class))
                .flatMap(Optional::stream)
                .toList();
    }

    private QuarantineEntry entry(
            ProjectLayout project, String study, SortedMap<String, String> files, List<Reason> reasons, String actor) {
        var id = String.format(
                Locale.ROOT,
                "%013d-%s",
                clock.millis(),
                UUID.randomUUID().toString().substring(0, 8));
        return new QuarantineEntry(
                id, project.project(), Names.patientOf(study), study, clock.instant(), reasons, files, actor);
    }

    private static RefusedException refusal(String expected, List<Reason> reasons) {
        return new RefusedException(new Refusal(
                Kind.INVALID,
                reasons.get(0).code(),
                expected,
                reasons.size() == 1 ? "one fault" : reasons.size() + " faults",
                "mend what the reasons say and send it again; nothing of it was stored",
                reasons));
    }
}
