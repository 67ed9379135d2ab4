package io.scanloop.learning.view;

import io.scanloop.imaging.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A study held in memory, in volumes of one grid. */
public final class VolumeCase implements Case {
    private final String id;
    private final int[] shape;
    private final List<@Nullable Volume> contrasts;
    private final @Nullable Volume labels;
    private final int[][] voxels;

    /**
     * @param contrasts normalised, in the order of the task; null where the study lacks one, at least one present
     * @param labels class indices, 0 to {@code classes}; null for an unlabelled study
     * @param classes how many there are without background
     * @throws IllegalArgumentException when shapes differ or a label is no class index
     */
    public VolumeCase(String id, List<@Nullable Volume> contrasts, @Nullable Volume labels, int classes) {
        this.id = id;
        this.contrasts = new ArrayList<>(contrasts);
        this.labels = labels;
        Volume first = contrasts.stream()
                .filter(volume -> volume != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("study %s has none of its contrasts".formatted(id)));
        shape = first.geometry().shape();
        contrasts.forEach(this::checkShape);
        checkShape(labels);
        voxels = labels == null ? new int[classes + 1][0] : byClass(labels.voxels(), classes);
    }

    private void checkShape(@Nullable Volume volume) {
        if (volume != null && !Arrays.equals(volume.geometry().shape(), shape)) {
            throw new IllegalArgumentException("all volumes of study %s must have the shape %s, got %s: resample them"
                    .formatted(
                            id,
                            Arrays.toString(shape),
                            Arrays.toString(volume.geometry().shape())));
        }
    }

    private int[][] byClass(float[] labels, int classes) {
        var counts = new int[classes + 1];
        for (float label : labels) {
            if (label != Math.rint(label) || label < 0 || label > classes) {
                throw new IllegalArgumentException(
                        "labels of study %s must be class indices 0 to %d, got %s: map the class values first"
                                .formatted(id, classes, label));
            }
            counts[(int) label]++;
        }
        var byClass = new int[classes + 1][];
        for (int index = 1; index <= classes; index++) {
            byClass[index] = new int[counts[index]];
        }
        Arrays.fill(counts, 0);
        for (int voxel = 0; voxel < labels.length; voxel++) {
            int index = (int) labels[voxel];
            if (index > 0) {
                byClass[index][counts[index]++] = voxel;
            }
        }
        byClass[0] = new int[0];
        return byClass;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public boolean has(int contrast) {
        return contrasts.get(contrast) != null;
    }

    @Override
    public void crop(int contrast, int[] from, int[] size, float[] into, int at) {
        Volume volume = contrasts.get(contrast);
        if (volume == null) {
            throw new IllegalArgumentException("study %s lacks contrast %d: ask has() first".formatted(id, contrast));
        }
        float[] source = volume.voxels();
        walk(from, size, (voxel, place) -> into[at + place] = voxel < 0 ? 0 : source[voxel]);
    }

    @Override
    public boolean isLabelled() {
        return labels != null;
    }

    @Override
    public void cropLabels(int[] from, int[] size, long[] into, int at) {
        if (labels == null) {
            throw new IllegalArgumentException("study %s has no labels: ask isLabelled() first".formatted(id));
        }
        float[] source = labels.voxels();
        walk(from, size, (voxel, place) -> into[at + place] = voxel < 0 ? 0 : (long) source[voxel]);
    }

    @Override
    public int voxelCount(int classIndex) {
        return voxels[classIndex].length;
    }

    @Override
    public int[] voxel(int classIndex, int n) {
        int index = voxels[classIndex][n];
        return new int[] {index % shape[0], index / shape[0] % shape[1], index / shape[0] / shape[1]};
    }

    /** Takes a voxel of the volume (first axis fastest; -1 outside) to its place in a box (last axis fastest). */
    private interface Copying {
        void copy(int voxel, int place);
    }

    private void walk(int[] from, int[] size, Copying copying) {
        int place = 0;
        for (int x = from[0]; x < from[0] + size[0]; x++) {
            for (int y = from[1]; y < from[1] + size[1]; y++) {
                boolean isInside = x >= 0 && x < shape[0] && y >= 0 && y < shape[1];
                for (int z = from[2]; z < from[2] + size[2]; z++) {
                    boolean isVoxel = isInside && z >= 0 && z < shape[2];
                    copying.copy(isVoxel ? x + shape[0] * (y + shape[1] * z) : -1, place++);
                }
            }
        }
    }
}
