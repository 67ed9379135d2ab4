package io.scanloop.worker.study;

import io.scanloop.events.FailureKind;
import io.scanloop.events.ObjectRef;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.method.Task;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.SnapshotLabels;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.StoredVolume;
import io.scanloop.storage.layout.StudyManifest;
import io.scanloop.worker.cache.FileCache;
import io.scanloop.worker.cache.UnusableObjectException;
import io.scanloop.worker.cache.VerifiedDownload;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Gives the studies of a snapshot to a method. Nothing is read before it is asked for, so a snapshot may be far larger
 * than the cache. Safe for threads.
 */
public final class StudyCases implements AutoCloseable {
    private static final String UNREADABLE = "unreadable-study";

    private final ObjectStore store;
    private final FileCache cache;
    private final Preprocessing preprocessing;
    private final OpenEntries<PreparedImage> images;
    private final OpenEntries<PreparedLabels> labels;

    /** @param openBytes how much of the cache these cases may keep in use while nobody reads it */
    public StudyCases(ObjectStore store, FileCache cache, Task task, long openBytes) {
        this.store = store;
        this.cache = cache;
        this.preprocessing = new Preprocessing(task);
        this.images = new OpenEntries<>(cache, openBytes / 4 * 3, PreparedImage::map);
        this.labels = new OpenEntries<>(
                cache,
                openBytes / 4,
                file -> PreparedLabels.map(file, task.classValues().size()));
    }

    /** The study without its labels, if it has some. */
    public StudyCase unlabelled(SnapshotStudy study) {
        return new StudyCase(this, study, false);
    }

    /** @throws IllegalArgumentException when it has no labels */
    public StudyCase labelled(SnapshotStudy study) {
        if (!study.isLabelled()) {
            throw new IllegalArgumentException("study %s has no labels".formatted(study.study()));
        }
        return new StudyCase(this, study, true);
    }

    Task task() {
        return preprocessing.task();
    }

    List<String> contrasts() {
        return task().contrasts();
    }

    StudyManifest manifest(SnapshotStudy study) {
        return of(study, () -> document(study.manifest(), StudyManifest.class));
    }

    Geometry source(SnapshotStudy study, StudyManifest manifest) {
        return of(study, () -> Preprocessing.gridOf(manifest.grid()));
    }

    Geometry grid(SnapshotStudy study, Geometry source) {
        return of(study, () -> preprocessing.gridFor(source));
    }

    PreparedImage image(SnapshotStudy study, StudyManifest manifest, String contrast, Geometry grid) {
        StoredVolume stored = manifest.contrasts().get(contrast);
        if (stored == null) {
            throw new IllegalArgumentException("study %s lacks %s: ask has() first".formatted(study.study(), contrast));
        }
        return of(
                study,
                () -> images.entry(
                        preprocessing.imageKey(stored, contrast, grid),
                        draft -> PreparedImage.write(
                                draft, preprocessing.image(read(stored.object()), contrast, grid))));
    }

    StoredVolume labels(SnapshotStudy study, SnapshotLabels labels) {
        return of(study, () -> document(labels.manifest(), LabelManifest.class).volume());
    }

    PreparedLabels labels(SnapshotStudy study, StoredVolume stored, Geometry grid) {
        return of(
                study,
                () -> labels.entry(
                        preprocessing.labelsKey(stored, grid),
                        draft -> PreparedLabels.write(
                                draft,
                                preprocessing.labels(read(stored.object()), grid),
                                task().classValues().size())));
    }

    private <D> D document(ObjectRef reference, Class<D> type) throws IOException {
        try (var scratch = cache.scratch()) {
            var file = scratch.file("document.json");
            VerifiedDownload.to(file, store, reference);
            return Documents.read(Files.readAllBytes(file), type);
        }
    }

    private Volume read(ObjectRef volume) throws IOException {
        try (var scratch = cache.scratch()) {
            var file = scratch.file("volume.nii");
            VerifiedDownload.to(file, store, volume);
            return Nifti.read(file, NiftiLimits.DEFAULT);
        }
    }

    private interface Reading<T> {
        T done() throws IOException;
    }

    /** What cannot be read or put on the task's grid is the study's fault; all else is the world's. */
    private static <T> T of(SnapshotStudy study, Reading<T> reading) {
        try {
            return reading.done();
        } catch (UnusableObjectException | InvalidVolumeException | IllegalArgumentException | ArithmeticException e) {
            var message = "study %s, revision %d, cannot be used: %s"
                    .formatted(study.study(), study.revision(), e.getMessage());
            throw new StepFailure(
                    new StepOutcome.Failed(FailureKind.PERMANENT, UNREADABLE, message, study.study(), study.revision()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("the local cache cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        images.close();
        labels.close();
    }
}
