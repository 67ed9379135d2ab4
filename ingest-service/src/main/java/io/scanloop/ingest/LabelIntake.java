package io.scanloop.ingest;

import io.scanloop.events.Event;
import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsStored;
import io.scanloop.events.LabelsWithdrawn;
import io.scanloop.events.ObjectRef;
import io.scanloop.ingest.LabelSet.Status;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.LabelDecision;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.Numbered;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.StoredVolume;
import io.scanloop.storage.layout.StudyManifest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes segmentations of known studies in, and what is decided about them. A label set never changes; acceptance and
 * withdrawal are documents of their own, each written once.
 */
public final class LabelIntake {
    private static final Pattern ANNOTATOR = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}@ ._+-]{0,63}");
    private static final Pattern ID = Pattern.compile("l([1-9][0-9]{0,5})");

    private final Projects projects;
    private final StudyIntake studies;
    private final VolumeCheck check;
    private final Quarantine quarantine;
    private final ObjectStore store;
    private final Outbox outbox;
    private final Clock clock;

    LabelIntake(
            Projects projects,
            StudyIntake studies,
            VolumeCheck check,
            Quarantine quarantine,
            ObjectStore store,
            Outbox outbox,
            Clock clock) {
        this.projects = projects;
        this.studies = studies;
        this.check = check;
        this.quarantine = quarantine;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Whether a label set is accepted in the moment it is stored. */
    public enum Acceptance {
        LATER,
        AT_ONCE
    }

    /**
     * Takes one annotator's segmentation of a study in. The same voxels from the same annotator are stored once.
     *
     * @param file stays the caller's to close
     * @throws RefusedException when the study is unknown, the file no segmentation of it, or the annotator has no name
     */
    public Receipt<LabelSet> receive(
            String projectName, String study, LabelRequest request, Spool file, Acceptance acceptance, String actor) {
        var project = projects.layout(projectName);
        var annotator = annotator(request.annotator());
        var labeled = study(projectName, study);
        var finding = check.labels(project, study, projects.current(projectName).configuration(), file);
        var faults = new ArrayList<>(finding.faults());
        if (faults.isEmpty() && !finding.sound().isOnGridOf(labeled.grid())) {
            faults.add(VolumeCheck.fault(
                    null,
                    "other-grid",
                    "the study's grid, shape %s, %s"
                            .formatted(labeled.grid().shape(), labeled.grid().orientation()),
                    "shape %s, %s, or another position"
                            .formatted(finding.sound().shape(), finding.sound().orientation()),
                    "resample the segmentation to the study it belongs to"));
        }
        if (!faults.isEmpty()) {
            var hashes = new TreeMap<>(Map.of("labels", file.sha256()));
            throw quarantine.refuseLabels(project, study, hashes, faults, actor);
        }
        var stored = store(project, labeled, annotator, finding, file, actor);
        if (acceptance == Acceptance.AT_ONCE && stored.document().status() == Status.STORED) {
            var accepted =
                    accept(projectName, study, stored.document().manifest().labels(), actor);
            boolean isAnnounced = stored.outcome() != Outcome.STORED && accepted.outcome() != Outcome.STORED;
            return Receipt.of(isAnnounced, accepted.document());
        }
        return stored;
    }

    private Receipt<LabelSet> store(
            ProjectLayout project,
            StudyManifest study,
            String annotator,
            VolumeCheck.Finding finding,
            Spool file,
            String actor) {
        var volume = finding.sound();
        store.put(volume.object().key(), file.file());
        while (true) {
            var standing = all(project, study.study());
            for (var set : standing) {
                if (set.status() != Status.WITHDRAWN && isSame(set.manifest(), annotator, volume)) {
                    return new Receipt<>(Outcome.UNCHANGED, set);
                }
            }
            int number = standing.size() + 1;
            int version = 1
                    + (int) standing.stream()
                            .filter(set -> set.manifest().annotator().equals(annotator))
                            .count();
            var manifest = new LabelManifest(
                    project.project(),
                    study.patient(),
                    study.study(),
                    "l" + number,
                    version,
                    annotator,
                    clock.instant(),
                    volume,
                    finding.labels() == null ? new TreeMap<>() : finding.labels(),
                    actor);
            var key = project.labels(study.study(), number);
            var bytes = Documents.write(manifest);
            var committed = outbox.commit(key, bytes, stored(manifest, key, bytes));
            if (committed.isPresent()) {
                return Receipt.of(outbox.announce(committed.get()), new LabelSet(manifest, Status.STORED));
            }
        }
    }

    private static boolean isSame(LabelManifest manifest, String annotator, StoredVolume volume) {
        return manifest.annotator().equals(annotator)
                && manifest.volume().content().equals(volume.content());
    }

    private static LabelsStored stored(LabelManifest manifest, String key, byte[] bytes) {
        return new LabelsStored(
                "labels-stored/%s/%s/%s".formatted(manifest.project(), manifest.study(), manifest.labels()),
                manifest.at(),
                manifest.project(),
                manifest.patient(),
                manifest.study(),
                manifest.labels(),
                manifest.version(),
                manifest.annotator(),
                new ObjectRef(key, Sha256.of(bytes), bytes.length),
                manifest.actor());
    }

    /** Lets runs use a label set; accepting twice is accepting once. */
    public Receipt<LabelSet> accept(String projectName, String study, String labels, String actor) {
        var set = get(projectName, study, labels);
        if (set.status() == Status.WITHDRAWN) {
            throw RefusedException.of(
                    Kind.CONFLICT,
                    "labels-withdrawn",
                    "a label set that was not withdrawn",
                    labels + ", which was",
                    "send the segmentation again if it was right after all: it becomes a new label set");
        }
        var project = projects.layout(projectName);
        var m = set.manifest();
        var event = new LabelsAccepted(
                "labels-accepted/%s/%s/%s".formatted(projectName, study, labels),
                clock.instant(),
                projectName,
                m.patient(),
                study,
                labels,
                actor);
        return decide(set, Status.ACCEPTED, project.labelsAccepted(study, number(labels)), null, event, actor);
    }

    /**
     * Takes a label set away from all later runs, for good.
     *
     * @param reason why, 1 to 500 characters
     */
    public Receipt<LabelSet> withdraw(
            String projectName, String study, String labels, @Nullable String reason, String actor) {
        if (reason == null || reason.isBlank() || reason.length() > 500) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-reason",
                    "a \"reason\" of 1 to 500 characters",
                    reason == null || reason.isBlank() ? "none" : reason.length() + " characters",
                    "say why, for those who look at later models");
        }
        var set = get(projectName, study, labels);
        var project = projects.layout(projectName);
        var m = set.manifest();
        var event = new LabelsWithdrawn(
                "labels-withdrawn/%s/%s/%s".formatted(projectName, study, labels),
                clock.instant(),
                projectName,
                m.patient(),
                study,
                labels,
                reason.strip(),
                actor);
        return decide(
                set, Status.WITHDRAWN, project.labelsWithdrawn(study, number(labels)), reason.strip(), event, actor);
    }

    private Receipt<LabelSet> decide(
            LabelSet set, Status status, String key, @Nullable String reason, Event event, String actor) {
        var decision = new LabelDecision(event.at(), actor, reason);
        var committed = outbox.commit(key, Documents.write(decision), event);
        var decided = new LabelSet(set.manifest(), status);
        return committed
                .map(pending -> Receipt.of(outbox.announce(pending), decided))
                .orElseGet(() -> new Receipt<>(Outcome.UNCHANGED, decided));
    }

    /** A label set by its id. */
    public LabelSet get(String projectName, String study, String labels) {
        study(projectName, study);
        return Optional.of(labels)
                .filter(id -> ID.matcher(id).matches())
                .flatMap(id -> find(projects.layout(projectName), study, number(id)))
                .orElseThrow(LabelIntake::unknown);
    }

    /** All label sets of a study, in order of arrival. */
    public List<LabelSet> list(String projectName, String study) {
        study(projectName, study);
        return all(projects.layout(projectName), study);
    }

    private List<LabelSet> all(ProjectLayout project, String study) {
        var sets = new ArrayList<LabelSet>();
        int last = new Numbered(store, n -> project.labels(study, n)).last();
        for (int number = 1; number <= last; number++) {
            sets.add(find(project, study, number).orElseThrow());
        }
        return sets;
    }

    private Optional<LabelSet> find(ProjectLayout project, String study, int number) {
        return Documents.read(store, project.labels(study, number), LabelManifest.class)
                .map(manifest -> new LabelSet(manifest, status(project, study, number)));
    }

    private Status status(ProjectLayout project, String study, int number) {
        if (store.size(project.labelsWithdrawn(study, number)).isPresent()) {
            return Status.WITHDRAWN;
        }
        return store.size(project.labelsAccepted(study, number)).isPresent() ? Status.ACCEPTED : Status.STORED;
    }

    private StudyManifest study(String projectName, String study) {
        projects.current(projectName);
        return studies.find(projectName, study)
                .orElseThrow(() -> RefusedException.of(
                        Kind.CONFLICT,
                        "unknown-study",
                        "the id of a stored study",
                        "one that is not stored",
                        "send the study first, then its labels again: nothing was lost"))
                .manifest();
    }

    private static String annotator(@Nullable String annotator) {
        if (annotator == null || !ANNOTATOR.matcher(annotator).matches()) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-annotator",
                    "an \"annotator\" of 1 to 64 letters, digits, blanks and @ . _ + -",
                    annotator == null ? "none" : "another form",
                    "say who or what drew the segmentation");
        }
        return annotator;
    }

    private static int number(String labels) {
        return Integer.parseInt(labels.substring(1));
    }

    private static RefusedException unknown() {
        return RefusedException.of(
                Kind.UNKNOWN,
                "unknown-labels",
                "the id of a label set of this study, like l1",
                "another",
                "list them with GET .../labels");
    }
}
