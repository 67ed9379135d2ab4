package io.scanloop.measure;

/** How often each pair of classes meets in two segmentations of one grid. */
final class ClassCounts {
    private static final int LARGEST_CLASS = 65_535;

    private final long[] predicted;
    private final long[] present;
    private final long[] agreed;
    private final long voxels;

    ClassCounts(float[] prediction, float[] reference) {
        int classes = 1 + Math.max(largest(prediction), largest(reference));
        predicted = new long[classes];
        present = new long[classes];
        agreed = new long[classes];
        voxels = reference.length;
        for (int i = 0; i < reference.length; i++) {
            int here = (int) prediction[i];
            int there = (int) reference[i];
            predicted[here]++;
            present[there]++;
            if (here == there) {
                agreed[here]++;
            }
        }
    }

    Overlap of(int value) {
        if (value < 0 || value >= present.length) {
            return new Overlap(0, 0, 0, voxels);
        }
        long both = agreed[value];
        long either = predicted[value] + present[value] - both;
        return new Overlap(both, predicted[value] - both, present[value] - both, voxels - either);
    }

    private static int largest(float[] classes) {
        int largest = 0;
        for (float value : classes) {
            if (!(value >= 0 && value <= LARGEST_CLASS) || value != (int) value) {
                throw new IllegalArgumentException(
                        "a segmentation has whole numbers from 0 to %d, got %s: is it an image or a probability map?"
                                .formatted(LARGEST_CLASS, value));
            }
            largest = Math.max(largest, (int) value);
        }
        return largest;
    }
}
