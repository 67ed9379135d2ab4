package io.scanloop.ingest;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Reason;
import io.scanloop.events.StudyStored;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.Sha256;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Names;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.StoredVolume;
import io.scanloop.storage.layout.StudyManifest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes a study in: validate, assign a side, store, announce. What is returned as stored survives any crash; a study
 * sent twice is stored once.
 */
public final class StudyIntake {
    private final Projects projects;
    private final StoredStudies studies;
    private final LabelSets labels;
    private final SplitLedger splits;
    private final VolumeCheck check;
    private final Quarantine quarantine;
    private final ObjectStore store;
    private final Outbox outbox;
    private final Clock clock;

    StudyIntake(
            Projects projects,
            StoredStudies studies,
            LabelSets labels,
            SplitLedger splits,
            VolumeCheck check,
            Quarantine quarantine,
            ObjectStore store,
            Outbox outbox,
            Clock clock) {
        this.projects = projects;
        this.studies = studies;
        this.labels = labels;
        this.splits = splits;
        this.check = check;
        this.quarantine = quarantine;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** What to do about a contrast that is there already with other content. */
    public enum OnConflict {
        REFUSE,
        REPLACE
    }

    /**
     * Takes in the contrasts that came, as a new study or as the next revision of one.
     *
     * @param files one spooled file per contrast, at least one; they stay the caller's to close
     * @throws RefusedException when the request is refused; a refusal of the files is kept in quarantine and announced
     */
    public Receipt<StoredStudy> receive(
            String projectName, StudyRequest request, Map<String, Spool> files, OnConflict onConflict, String actor) {
        var project = projects.layout(projectName);
        var configuration = projects.current(projectName).configuration();
        StudyRequestRules.check(request, files.keySet());
        var study = studies.id(projectName, request);
        var side = Sides.parse(request.split());
        var hashes = hashes(configuration, files);
        var volumes = validated(project, configuration, study, files, hashes, actor);
        var attributes = new TreeMap<>(request.attributes() == null ? Map.of() : request.attributes());
        while (true) {
            var latest = studies.latest(project, study);
            var next = next(latest, study, project, volumes, attributes, onConflict, actor);
            if (next.isPresent()) {
                var faults = gridFaults(project, volumes, latest);
                if (!faults.isEmpty()) {
                    throw quarantine.refuseStudy(project, study, hashes, faults, actor);
                }
            }
            var patient = splits.assign(project, Names.patientOf(study), side);
            if (next.isEmpty()) {
                return new Receipt<>(Outcome.UNCHANGED, new StoredStudy(latest.orElseThrow(), patient));
            }
            storeVolumes(next.get(), volumes, files);
            var committed = commit(project, next.get());
            if (committed.isPresent()) {
                return Receipt.of(outbox.announce(committed.get()), new StoredStudy(next.get(), patient));
            } // else somebody stored this revision in the meantime: look again
        }
    }

    /** Stores the files of those volumes that the revision takes up. */
    private void storeVolumes(StudyManifest revision, Map<String, StoredVolume> volumes, Map<String, Spool> files) {
        files.forEach((contrast, file) -> {
            var volume = volumes.get(contrast);
            if (volume != null && volume.equals(revision.contrasts().get(contrast))) {
                store.put(volume.object().key(), file.file());
            }
        });
    }

    private static SortedMap<String, String> hashes(ProjectConfiguration configuration, Map<String, Spool> files) {
        var hashes = new TreeMap<String, String>();
        files.forEach((contrast, file) ->
                hashes.put(configuration.contrasts().contains(contrast) ? contrast : "?", file.sha256()));
        return hashes;
    }

    /** The volumes that came, by contrast; or a refusal that names every fault of every file. */
    private SortedMap<String, StoredVolume> validated(
            ProjectLayout project,
            ProjectConfiguration configuration,
            String study,
            Map<String, Spool> files,
            SortedMap<String, String> hashes,
            String actor) {
        var volumes = new TreeMap<String, StoredVolume>();
        var faults = new ArrayList<Reason>();
        for (var file : new TreeMap<>(files).entrySet()) {
            var contrast = file.getKey();
            if (!configuration.contrasts().contains(contrast)) {
                faults.add(VolumeCheck.fault(
                        null, // an unknown name may be anything, also a person's: it is not repeated
                        "unknown-contrast",
                        "parts named after the project's contrasts " + configuration.contrasts(),
                        "a part with another name",
                        "add the contrast to the project, or name the part after a contrast it has"));
                continue;
            }
            var finding = check.image(project, study, contrast, file.getValue());
            faults.addAll(finding.faults());
            if (finding.volume() != null) {
                volumes.put(contrast, finding.sound());
            }
        }
        if (!faults.isEmpty()) {
            throw quarantine.refuseStudy(project, study, hashes, faults, actor);
        }
        return volumes;
    }

    /** What is wrong with where the volumes lie: all contrasts of a study, and its labels, share one grid. */
    private List<Reason> gridFaults(
            ProjectLayout project, SortedMap<String, StoredVolume> volumes, Optional<StudyManifest> latest) {
        var reference = latest.filter(manifest -> isBound(project, manifest, volumes))
                .map(StudyManifest::grid)
                .orElseGet(() -> volumes.values().iterator().next());
        return volumes.entrySet().stream()
                .filter(volume -> !volume.getValue().isOnGridOf(reference))
                .map(volume -> VolumeCheck.fault(
                        volume.getKey(),
                        "other-grid",
                        "all contrasts of a study on one grid, here shape %s, %s"
                                .formatted(reference.shape(), reference.orientation()),
                        "shape %s, %s, or another position"
                                .formatted(
                                        volume.getValue().shape(),
                                        volume.getValue().orientation()),
                        "register and resample the contrasts of a study to each other before sending; to replace all of them"
                                + " by volumes on another grid, withdraw its labels first"))
                .toList();
    }

    /** Whether the grid that stands must stay: because a contrast stays, or labels were drawn on it. */
    private boolean isBound(ProjectLayout project, StudyManifest standing, SortedMap<String, StoredVolume> came) {
        return !came.keySet().containsAll(standing.contrasts().keySet())
                || labels.all(project, standing.study()).stream()
                        .anyMatch(set -> set.status() != LabelSet.Status.WITHDRAWN);
    }

    /** The revision to store, or empty when everything that came is there already. */
    private Optional<StudyManifest> next(
            Optional<StudyManifest> latest,
            String study,
            ProjectLayout project,
            SortedMap<String, StoredVolume> came,
            SortedMap<String, String> attributes,
            OnConflict onConflict,
            String actor) {
        var contrasts = new TreeMap<String, StoredVolume>();
        var known = new TreeMap<String, String>();
        latest.ifPresent(manifest -> {
            contrasts.putAll(manifest.contrasts());
            known.putAll(manifest.attributes());
        });
        boolean isNew = latest.isEmpty();
        for (var volume : came.entrySet()) {
            var there = contrasts.get(volume.getKey());
            if (there != null && there.content().equals(volume.getValue().content())) {
                continue;
            }
            if (there != null && onConflict == OnConflict.REFUSE) {
                throw RefusedException.of(
                        Kind.CONFLICT,
                        "other-content",
                        "for contrast %s the volume that revision %d has"
                                .formatted(volume.getKey(), latest.orElseThrow().revision()),
                        "one with other voxels or geometry",
                        "send it with replace=true if it is the better one, or under another study name");
            }
            contrasts.put(volume.getKey(), volume.getValue());
            isNew = true;
        }
        isNew |= !known.entrySet().containsAll(attributes.entrySet());
        known.putAll(attributes);
        return isNew
                ? Optional.of(new StudyManifest(
                        project.project(),
                        Names.patientOf(study),
                        study,
                        latest.map(StudyManifest::revision).orElse(0) + 1,
                        clock.instant(),
                        contrasts,
                        known,
                        actor))
                : Optional.empty();
    }

    private Optional<Outbox.Pending> commit(ProjectLayout project, StudyManifest manifest) {
        var key = project.study(manifest.study(), manifest.revision());
        var bytes = Documents.write(manifest);
        var event = new StudyStored(
                "study-stored/%s/%s/r%d".formatted(manifest.project(), manifest.study(), manifest.revision()),
                manifest.at(),
                manifest.project(),
                manifest.patient(),
                manifest.study(),
                manifest.revision(),
                List.copyOf(manifest.contrasts().keySet()),
                new ObjectRef(key, Sha256.of(bytes), bytes.length),
                manifest.actor());
        return outbox.commit(key, bytes, event);
    }
}
