package io.scanloop.learning.study;

import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.IntensityLaw;
import io.scanloop.imaging.Orientation;
import io.scanloop.imaging.Resampling;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.method.Task;

/**
 * How volumes of a study become what networks see. Pure: the same volume, task and law give the same values.
 *
 * <p>Grid: axes to the right, anterior and superior, the task's spacing, for all volumes of a study the same. Images:
 * trilinear, then by the {@link IntensityLaw} of the contrast. Labels: nearest voxel, then class values become indices, 0
 * for background and for values that are no class of the task.
 */
public final class Preparation {
    /** Counts the changes of what is computed here. */
    public static final int LAW = 1;

    private final Task task;
    private final double[] spacing;

    /** Prepares for a task. */
    public Preparation(Task task) {
        this.task = task;
        this.spacing = task.spacing().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** What is prepared for. */
    public Task task() {
        return task;
    }

    /** The grid on which networks see a study that lies on {@code source}. */
    public Geometry gridFor(Geometry source) {
        return Resampling.grid(Orientation.of(source.affine()).toRas(source), spacing);
    }

    /** A contrast on a grid, normalised. */
    public Volume image(Volume stored, String contrast, Geometry grid) {
        return IntensityLaw.of(contrast).apply(Resampling.LINEAR.onto(stored, grid));
    }

    /** Names the normalisation of a contrast, its numbers included. */
    public static String normalisation(String contrast) {
        return switch (IntensityLaw.of(contrast)) {
            case CT_WINDOW -> "window %s %s".formatted(IntensityLaw.LOW, IntensityLaw.HIGH);
            case Z_SCORE -> "z-score";
        };
    }

    /** Class indices on a grid. */
    public Volume labels(Volume stored, Geometry grid) {
        float[] values = Resampling.NEAREST.onto(stored, grid).voxels();
        var indices = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            indices[i] = task.classValues().indexOf((int) values[i]) + 1f; // of an Integer; -1 when it is no class
        }
        return new Volume(grid, indices);
    }
}
