package io.scanloop.measure;

import io.scanloop.imaging.Volume;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores label volumes against references: counts and boxes of all classes in passes over the volumes, then the surfaces of
 * each class within its box. Distances are taken along the voxel axes as if these stood at right angles: the spacing
 * counts, a shear of the grid does not.
 *
 * <p>Memory beside the volumes: about five bytes for each voxel in the largest box, and eight for each surface element.
 *
 * @param tolerance up to which surfaces count as the same (NSD), mm, from 0; a millionth of it more is let through, for the
 *     rounding of spacings in files
 * @param emptyMasks what a measure is where a mask is empty
 */
public record Scoring(double tolerance, EmptyMasks emptyMasks) {
    /** 1 mm, and our own convention for empty masks. */
    public static final Scoring DEFAULT = new Scoring(1, EmptyMasks.SCANLOOP);

    public Scoring {
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new IllegalArgumentException("a tolerance is a length in mm, from 0, got " + tolerance);
        }
    }

    /**
     * Scores each class.
     *
     * @param prediction whole numbers that name classes
     * @param reference the same, on the same grid: its spacing is taken
     * @param classes the class values, background (0) among them only if it is to be judged
     * @return the scores of each class, by class value
     * @throws IllegalArgumentException when the shapes differ, a voxel is no whole number from 0 to 65535, or the box
     *     around a class is longer than 32 767 voxels along the third axis
     */
    public SortedMap<Integer, ClassScores> perClass(Volume prediction, Volume reference, Collection<Integer> classes) {
        var overlaps = Overlap.perClass(prediction, reference, classes);
        var geometry = reference.geometry();
        var spacing = geometry.spacing();
        double diagonal = diagonal(geometry.shape(), spacing);
        double voxelVolume = Arrays.stream(spacing).reduce(1, (product, edge) -> product * edge);
        var boxes = ClassBoxes.of(geometry, prediction.voxels(), reference.voxels());
        var scores = new TreeMap<Integer, ClassScores>();
        overlaps.forEach((value, overlap) -> {
            var box = boxes.find(value);
            if (box == null || overlap.hasEmptyPrediction() || overlap.hasEmptyReference()) {
                var agreed = emptyMasks.surfaces(overlap, diagonal);
                scores.put(value, new ClassScores(overlap, agreed, agreed, voxelVolume, emptyMasks));
            } else {
                var masks = MaskPair.of(geometry, prediction.voxels(), reference.voxels(), value, box, spacing);
                scores.put(
                        value,
                        new ClassScores(
                                overlap,
                                Surfaces.ofVoxels(masks).scores(tolerance),
                                Surfaces.ofAreas(masks).scores(tolerance),
                                voxelVolume,
                                emptyMasks));
            }
        });
        return Collections.unmodifiableSortedMap(scores);
    }

    /** From the first to the last corner of an image, mm. */
    private static double diagonal(int[] shape, double[] spacing) {
        double square = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            square += shape[axis] * spacing[axis] * shape[axis] * spacing[axis];
        }
        return Math.sqrt(square);
    }
}
