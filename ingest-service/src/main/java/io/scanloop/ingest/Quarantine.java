package io.scanloop.ingest;

import io.scanloop.events.Reason;
import io.scanloop.events.StudyRejected;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.Sha256;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Names;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.QuarantineEntry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is known of refused files, so that a refusal can be looked into later. The bytes stay with the sender. The
 * same files refused for the same reasons are one entry, however often they are sent.
 */
public final class Quarantine {
    private static final String SUFFIX = ".json";
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
        return refusal(
                "valid volumes in every part",
                "mend what the reasons say and send it again; nothing of it was stored",
                reasons);
    }

    /** Records the refusal of labels; the study they were for stands as it did. */
    RefusedException refuseLabels(
            ProjectLayout project, String study, SortedMap<String, String> files, List<Reason> reasons, String actor) {
        var entry = entry(project, study, files, reasons, actor);
        store.putIfAbsent(project.quarantine(entry.id()), Documents.write(entry));
        return refusal(
                "a segmentation of this study",
                "mend what the reasons say and send the labels again; the study stands as it did",
                reasons);
    }

    /**
     * Some of the entries of a project, in no particular order.
     *
     * @param next where the next page begins, null on the last page
     */
    public record Page(
            List<QuarantineEntry> items, @Nullable String next) {}

    /**
     * A page of a project's entries.
     *
     * @param after {@link Page#next} of the page before, or ""
     * @param limit most keys to look at, 1 to 1000
     */
    public Page list(String projectName, String after, int limit) {
        var project = new ProjectLayout(projectName);
        if (!after.isEmpty() && !Names.isToken(after)) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-after",
                    "the \"next\" of the page before",
                    "another text",
                    "leave it out to begin");
        }
        var keys = store.list(project.quarantinePrefix(), after.isEmpty() ? "" : project.quarantine(after), limit);
        var items = keys.stream()
                .filter(key -> key.endsWith(SUFFIX))
                .map(key -> Documents.read(store, key, QuarantineEntry.class))
                .flatMap(Optional::stream)
                .toList();
        return new Page(
                items,
                keys.size() < limit || items.isEmpty()
                        ? null
                        : items.get(items.size() - 1).id());
    }

    private QuarantineEntry entry(
            ProjectLayout project, String study, SortedMap<String, String> files, List<Reason> reasons, String actor) {
        var codes = reasons.stream().map(Reason::code).toList();
        var id = Sha256.of((study + files + codes).getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
        return new QuarantineEntry(
                id, project.project(), Names.patientOf(study), study, clock.instant(), reasons, files, actor);
    }

    private static RefusedException refusal(String expected, String action, List<Reason> reasons) {
        return new RefusedException(new Refusal(
                Kind.INVALID,
                reasons.get(0).code(),
                expected,
                reasons.size() == 1 ? "one fault" : reasons.size() + " faults",
                action,
                reasons));
    }
}
