package io.scanloop.eval.judge;

import io.scanloop.events.ObjectRef;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.measure.OverlapCount;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.StudyManifest;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Holds masks against label sets, each study on its own grid. */
final class Scoring {
    private final ObjectStore store;
    private final NiftiLimits limits;

    Scoring(ObjectStore store, NiftiLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /**
     * Scores the mask of a labelled study.
     *
     * @param classes class values to count
     * @throws InvalidVolumeException when the mask is unsound or lies on another grid than the labels
     */
    JudgedStudy score(SnapshotStudy study, ObjectRef mask, Collection<Integer> classes) throws InvalidVolumeException {
        var count = new OverlapCount();
        StudyVoxels.read(
                store,
                limits,
                List.of(labels(study), mask),
                (values, voxels) -> count.add(values.get(1), values.get(0), voxels));
        return new JudgedStudy(study, count.overlaps(classes));
    }

    /** The segmentation of a labelled study. */
    ObjectRef labels(SnapshotStudy study) {
        var labels = Objects.requireNonNull(study.labels());
        return Documents.redeem(store, labels.manifest(), LabelManifest.class)
                .volume()
                .object();
    }

    /** The images of a study, in the order of the contrasts; each must be there. */
    List<ObjectRef> images(SnapshotStudy study, List<String> contrasts) {
        var manifest = Documents.redeem(store, study.manifest(), StudyManifest.class);
        return contrasts.stream()
                .map(contrast -> Objects.requireNonNull(manifest.contrasts().get(contrast))
                        .object())
                .toList();
    }
}
