package io.scanloop.measure;

import io.scanloop.imaging.Volume;
import java.util.Arrays;
import java.util.Collection;
import java.util.SortedMap;

/**
 * How the voxels that a prediction and a reference give to one class overlap, and the measures that follow from it.
 *
 * <p>Policy for empty masks of Dice, IoU, precision, recall and F1: both empty is NaN (there was nothing to find, and nothing was
 * found: such a case is skipped, and counted as skipped); one empty and the other not is 0. So inventing a structure
 * costs as much as missing one, unlike in evaluations that skip every case whose reference is empty.
 *
 * @param truePositive voxels that both give to the class
 * @param falsePositive voxels that only the prediction gives to it
 * @param falseNegative voxels that only the reference gives to it
 * @param trueNegative voxels that neither does
 */
public record Overlap(long truePositive, long falsePositive, long falseNegative, long trueNegative) {

    /**
     * Counts one class after the other in a single pass.
     *
     * @param prediction whole numbers that name classes
     * @param reference the same, on the same grid
     * @param classes the class values to count, background (0) among them only if it is to be judged
     * @return the overlap of each class, by class value
     * @throws IllegalArgumentException when the shapes differ, or a voxel is no whole number from 0 to 65535
     */
    public static SortedMap<Integer, Overlap> perClass(
            Volume prediction, Volume reference, Collection<Integer> classes) {
        int[] shape = reference.geometry().shape();
        if (!Arrays.equals(prediction.geometry().shape(), shape)) {
            throw new IllegalArgumentException(
                    "a prediction must have the shape of its reference, %s, got %s: put it on that grid first"
                            .formatted(
                                    Arrays.toString(shape),
                                    Arrays.toString(prediction.geometry().shape())));
        }
        var count = new OverlapCount();
        count.add(prediction.voxels(), reference.voxels(), reference.voxels().length);
        return count.overlaps(classes);
    }

    /** Dice's coefficient, 0 to 1: {@code 2 TP / (2 TP + FP + FN)}; NaN when both masks are empty. */
    public double dice() {
        return share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative);
    }

    /** Intersection over union (Jaccard), 0 to 1: {@code TP / (TP + FP + FN)}; NaN when both masks are empty. */
    public double iou() {
        return share(truePositive, truePositive + falsePositive + falseNegative);
    }

    /** Share of the prediction that is right, 0 to 1: {@code TP / (TP + FP)}; by the policy when a mask is empty. */
    public double precision() {
        return isEmpty() ? Double.NaN : truePositive == 0 ? 0 : share(truePositive, truePositive + falsePositive);
    }

    /** Share of the reference that was found, 0 to 1: {@code TP / (TP + FN)}; by the policy when a mask is empty. */
    public double recall() {
        return isEmpty() ? Double.NaN : truePositive == 0 ? 0 : share(truePositive, truePositive + falseNegative);
    }

    /** The harmonic mean of precision and recall, which is {@linkplain #dice Dice's coefficient}. */
    public double f1() {
        return dice();
    }

    /** Share of what is not in the reference that was left out, 0 to 1: {@code TN / (TN + FP)}; NaN when there is none. */
    public double specificity() {
        return share(trueNegative, trueNegative + falsePositive);
    }

    /**
     * Share of all voxels on which both agree, 0 to 1: {@code (TP + TN) / all}. Close to 1 for every small structure,
     * found or not.
     */
    public double accuracy() {
        return share(truePositive + trueNegative, truePositive + trueNegative + falsePositive + falseNegative);
    }

    /** Voxels that the prediction has more than the reference; negative when it has fewer. */
    public long excess() {
        return falsePositive - falseNegative;
    }

    /**
     * By how much the prediction is larger, as a part of the reference, from -1: {@code (FP - FN) / (TP + FN)}; NaN when
     * the reference is empty, for nothing can be a part of nothing.
     */
    public double relativeVolumeError() {
        return hasEmptyReference() ? Double.NaN : share(excess(), truePositive + falseNegative);
    }

    /** Whether the prediction has no voxel. */
    public boolean hasEmptyPrediction() {
        return truePositive + falsePositive == 0;
    }

    /** Whether the reference has no voxel. */
    public boolean hasEmptyReference() {
        return truePositive + falseNegative == 0;
    }

    /** Whether neither mask has a voxel. */
    public boolean isEmpty() {
        return truePositive + falsePositive + falseNegative == 0;
    }

    private static double share(long part, long whole) {
        return (double) part / whole; // 0 / 0 is NaN, as the policy wants it
    }
}
