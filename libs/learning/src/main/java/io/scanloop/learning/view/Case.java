package io.scanloop.learning.view;

/**
 * A study as networks see it: turned to RAS, at the task's spacing, each contrast normalised. Contrasts are counted in
 * the order of the task; class indices are 0 for background, then 1 to K in the order of the task's class values.
 * Implementations may be read by several threads at once.
 *
 * <p>Boxes may reach beyond the volume: what lies outside reads as 0. Boxes are written in the order of tensors, the
 * last axis (Z) fastest: voxel (x, y, z) of a box of (X, Y, Z) goes to {@code at + (x * Y + y) * Z + z}.
 */
public interface Case {
    /** Names the study; batches are drawn from cases sorted by it. */
    String id();

    /** Voxels along X, Y, Z. */
    int[] shape();

    boolean has(int contrast);

    /**
     * Copies a box of one contrast that is present.
     *
     * @param from first voxel of the box on each axis, may be negative
     * @param size voxels on each axis
     * @param at where in {@code into} the box begins
     */
    void crop(int contrast, int[] from, int[] size, float[] into, int at);

    boolean isLabelled();

    /** Copies a box of class indices, 0 to K; only of a labelled case. */
    void cropLabels(int[] from, int[] size, long[] into, int at);

    /** How many voxels belong to the class; 0 when there are none or the case has no labels. */
    int voxelCount(int classIndex);

    /**
     * A voxel of the class, for samplers that look for it.
     *
     * @param classIndex 1 to K
     * @param n 0 to {@link #voxelCount} - 1, in any fixed order
     * @return x, y, z
     */
    int[] voxel(int classIndex, int n);
}
