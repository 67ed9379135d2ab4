package io.scanloop.learning.method;

import java.util.List;

/**
 * What a project asks of a method.
 *
 * @param contrasts names in the project's order, e.g. T1, T2, FLAIR; at least one
 * @param classValues label values in the project's order, background not among them; class index 1 is the first
 * @param spacing of the voxels in mm along X, Y, Z
 * @param preset size of the networks, e.g. {@code tiny}
 */
public record Task(List<String> contrasts, List<Integer> classValues, List<Double> spacing, String preset) {
    public Task {
        contrasts = List.copyOf(contrasts);
        classValues = List.copyOf(classValues);
        spacing = List.copyOf(spacing);
        if (contrasts.isEmpty()) {
            throw new IllegalArgumentException(
                    "a task needs at least one contrast, got none: name them in the project");
        }
    }

    /** The same with networks of another size. */
    public Task with(String otherPreset) {
        return new Task(contrasts, classValues, spacing, otherPreset);
    }

    /** Classes with background. */
    public int classes() {
        return classValues.size() + 1;
    }
}
