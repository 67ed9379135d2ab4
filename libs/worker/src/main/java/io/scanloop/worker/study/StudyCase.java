package io.scanloop.worker.study;

import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.view.Case;
import io.scanloop.storage.layout.SnapshotLabels;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.StoredVolume;
import io.scanloop.storage.layout.StudyManifest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A study of a snapshot, read from the cache, and into it, when it is asked for. */
public final class StudyCase implements Case {
    private final StudyCases cases;
    private final SnapshotStudy study;
    private final @Nullable Supplier<StoredVolume> labels;
    private final Supplier<StudyManifest> manifest;
    private final Supplier<Geometry> source;
    private final Supplier<Geometry> grid;

    StudyCase(StudyCases cases, SnapshotStudy study, boolean isLabelled) {
        this.cases = cases;
        this.study = study;
        SnapshotLabels drawn = isLabelled ? study.labels() : null;
        this.labels = drawn == null ? null : new Once<>(() -> cases.labels(study, drawn));
        this.manifest = new Once<>(() -> cases.manifest(study));
        this.source = new Once<>(() -> cases.source(study, manifest.get()));
        this.grid = new Once<>(() -> cases.grid(study, source.get()));
    }

    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> supplier;
        private @Nullable T value;

        Once(Supplier<T> supplier) {
            this.supplier = supplier;
        }

        @Override
        public synchronized T get() {
            T known = value;
            if (known == null) {
                known = supplier.get();
                value = known;
            }
            return known;
        }
    }

    public SnapshotStudy study() {
        return study;
    }

    /** The grid on which the study was sent, in whatever orientation. */
    public Geometry source() {
        return source.get();
    }

    /** The grid of this case, in RAS at the task's spacing. */
    public Geometry grid() {
        return grid.get();
    }

    /** The whole segmentation in class indices. */
    public Volume labels() {
        return new Volume(grid(), prepared().values());
    }

    @Override
    public String id() {
        return study.study();
    }

    @Override
    public int[] shape() {
        return grid().shape();
    }

    @Override
    public boolean has(int contrast) {
        return study.contrasts().contains(cases.contrasts().get(contrast));
    }

    @Override
    public void crop(int contrast, int[] from, int[] size, float[] into, int at) {
        cases.image(study, manifest.get(), cases.contrasts().get(contrast), grid())
                .crop(from, size, into, at);
    }

    @Override
    public boolean isLabelled() {
        return labels != null;
    }

    @Override
    public void cropLabels(int[] from, int[] size, long[] into, int at) {
        prepared().crop(from, size, into, at);
    }

    @Override
    public int voxelCount(int classIndex) {
        return labels == null ? 0 : prepared().voxelCount(classIndex);
    }

    @Override
    public int[] voxel(int classIndex, int n) {
        return prepared().voxel(classIndex, n);
    }

    private PreparedLabels prepared() {
        if (labels == null) {
            throw new IllegalArgumentException("study %s has no labels: ask isLabelled() first".formatted(id()));
        }
        return cases.labels(study, labels.get(), grid());
    }
}
