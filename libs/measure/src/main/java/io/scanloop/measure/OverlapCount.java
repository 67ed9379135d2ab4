package io.scanloop.measure;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts how often each class meets itself in two segmentations of one grid, a piece of them at a time. */
public final class OverlapCount {
    private static final int LARGEST_CLASS = 65_535;

    private long[] predicted = new long[16];
    private long[] present = new long[16];
    private long[] agreed = new long[16];
    private long voxels;

    /**
     * Counts the next voxels.
     *
     * @param prediction whole numbers that name classes
     * @param reference the same, at the same places
     * @param count how many voxels the arrays hold, from their beginnings
     * @throws IllegalArgumentException when a voxel is no whole number from 0 to 65535
     */
    public void add(float[] prediction, float[] reference, int count) {
        for (int i = 0; i < count; i++) {
            int here = classOf(prediction[i]);
            int there = classOf(reference[i]);
            int larger = Math.max(here, there);
            if (larger >= present.length) {
                grow(larger);
            }
            predicted[here]++;
            present[there]++;
            if (here == there) {
                agreed[here]++;
            }
        }
        voxels += count;
    }

    /**
     * The overlap of each class, by class value.
     *
     * @param classes the class values, background (0) among them only if it is to be judged
     */
    public SortedMap<Integer, Overlap> overlaps(Collection<Integer> classes) {
        var overlaps = new TreeMap<Integer, Overlap>();
        classes.forEach(value -> overlaps.put(value, of(value)));
        return Collections.unmodifiableSortedMap(overlaps);
    }

    /** The values that occur in either segmentation, background (0) among them. */
    public SortedSet<Integer> values() {
        var values = new TreeSet<Integer>();
        for (int value = 0; value < present.length; value++) {
            if (predicted[value] + present[value] > 0) {
                values.add(value);
            }
        }
        return Collections.unmodifiableSortedSet(values);
    }

    private Overlap of(int value) {
        if (value < 0 || value >= present.length) {
            return new Overlap(0, 0, 0, voxels);
        }
        long both = agreed[value];
        long either = predicted[value] + present[value] - both;
        return new Overlap(both, predicted[value] - both, present[value] - both, voxels - either);
    }

    private void grow(int largest) {
        int classes = Math.max(largest + 1, 2 * present.length);
        predicted = Arrays.copyOf(predicted, classes);
        present = Arrays.copyOf(present, classes);
        agreed = Arrays.copyOf(agreed, classes);
    }

    private static int classOf(float value) {
        int number = (int) value;
        if (number < 0 || number > LARGEST_CLASS || number != value) {
            throw new IllegalArgumentException(
                    "a segmentation has whole numbers from 0 to %d, got %s: is it an image or a probability map?"
                            .formatted(LARGEST_CLASS, value));
        }
        return number;
    }
}
