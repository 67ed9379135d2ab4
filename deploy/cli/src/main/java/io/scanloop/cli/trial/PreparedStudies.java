package io.scanloop.cli.trial;

import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.study.Preparation;
import io.scanloop.learning.view.VolumeCase;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Studies as networks see them, read when they are asked for, and kept while there is memory. */
final class PreparedStudies {
    private final Preparation preparation;
    private final Map<String, SoftReference<Prepared>> kept = new HashMap<>();

    /** @param task its contrasts, classes and spacing count */
    PreparedStudies(Task task) {
        this.preparation = new Preparation(task);
    }

    /**
     * A study in memory.
     *
     * @param source the grid on which it lies on disk
     * @param grid the one on which networks see it
     * @param unlabelled without its labels
     * @param labelled with them; null where it has none
     * @param reference its labels as they lie on disk; null where it has none
     */
    record Prepared(
            TrialStudy study,
            Geometry source,
            Geometry grid,
            VolumeCase unlabelled,
            @Nullable VolumeCase labelled,
            @Nullable Volume reference) {
        /** @throws IllegalStateException when it has no labels */
        VolumeCase withLabels() {
            return required(labelled);
        }

        /** @throws IllegalStateException when it has no labels */
        Volume truth() {
            return required(reference);
        }

        private <T> T required(@Nullable T part) {
            if (part == null) {
                throw new IllegalStateException("study %s has no labels".formatted(study.name()));
            }
            return part;
        }
    }

    Task task() {
        return preparation.task();
    }

    /** @throws IllegalArgumentException when a file is no sound volume, or its volumes are of different grids */
    Prepared get(TrialStudy study) throws IOException {
        var reference = kept.get(study.name());
        var known = reference == null ? null : reference.get();
        if (known == null) {
            known = read(study);
            kept.put(study.name(), new SoftReference<>(known));
        }
        return known;
    }

    private Prepared read(TrialStudy study) throws IOException {
        var task = task();
        var volumes = new ArrayList<@Nullable Volume>();
        Geometry source = null;
        Geometry grid = null;
        for (var contrast : task.contrasts()) {
            var file = study.contrasts().get(contrast);
            if (file == null) {
                volumes.add(null);
            } else {
                var volume = read(file);
                if (source == null || grid == null) {
                    source = volume.geometry();
                    grid = preparation.gridFor(source);
                }
                volumes.add(preparation.image(volume, contrast, grid));
            }
        }
        if (source == null || grid == null) {
            throw new IllegalArgumentException(
                    "study %s has none of the contrasts %s".formatted(study.name(), task.contrasts()));
        }
        int classes = task.classValues().size();
        var unlabelled = new VolumeCase(study.name(), volumes, null, classes);
        var file = study.labels();
        if (file == null) {
            return new Prepared(study, source, grid, unlabelled, null, null);
        }
        var labels = read(file);
        var labelled = new VolumeCase(study.name(), volumes, preparation.labels(labels, grid), classes);
        return new Prepared(study, labels.geometry(), grid, unlabelled, labelled, labels);
    }

    private static Volume read(Path file) throws IOException {
        try {
            return Nifti.read(file, NiftiLimits.DEFAULT);
        } catch (InvalidVolumeException e) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Of some studies, in their order. */
    List<Prepared> all(List<TrialStudy> studies) throws IOException {
        var all = new ArrayList<Prepared>();
        for (var study : studies) {
            all.add(get(study));
        }
        return all;
    }
}
