package io.scanloop.ingest;

import io.scanloop.events.LabelsStored;
import io.scanloop.events.ObjectRef;
import io.scanloop.ingest.LabelSet.Status;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.Sha256;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.StoredVolume;
import io.scanloop.storage.layout.StudyManifest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes segmentations of known studies in. A label set never changes, and several per study are kept apart. */
public final class LabelIntake {
    private static final Pattern ANNOTATOR = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}@ ._+-]{0,63}");

    private final Projects projects;
    private final StoredStudies studies;
    private final LabelSets sets;
    private final LabelReview review;
    private final VolumeCheck check;
    private final Quarantine quarantine;
    private final ObjectStore store;
    private final Outbox outbox;
    private final Clock clock;

    LabelIntake(
            Projects projects,
            StoredStudies studies,
            LabelSets sets,
            LabelReview review,
            VolumeCheck check,
            Quarantine quarantine,
            ObjectStore store,
            Outbox outbox,
            Clock clock) {
        this.projects = projects;
        this.studies = studies;
        this.sets = sets;
        this.review = review;
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
        var configuration = projects.current(projectName).configuration();
        var labeled = study(projectName, study);
        var finding = check.labels(project, study, configuration, file);
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
            var accepted = review.accept(
                    projectName, study, stored.document().manifest().labels(), actor);
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
            var standing = sets.all(project, study.study());
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
                    study.revision(),
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

    private StudyManifest study(String projectName, String study) {
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
}
