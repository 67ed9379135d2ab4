package io.scanloop.worker.study;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.IntensityLaw;
import io.scanloop.imaging.Orientation;
import io.scanloop.imaging.Resampling;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.method.Task;
import io.scanloop.storage.Sha256;
import io.scanloop.storage.layout.StoredVolume;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * How stored volumes become what networks see. Pure: the same volume, task and law give the same values, which is why
 * results are kept under a name made of the three.
 *
 * <p>Grid: axes to the right, anterior and superior, the task's spacing, for all volumes of a study the same. Images:
 * trilinear, then by the {@link IntensityLaw} of the contrast. Labels: nearest voxel, then class
 * values become indices, 0 for background and for values that are no class of the task.
 */
public final class Preprocessing {
    /** Counts the changes of what is computed here; results of another law are never read. */
    static final int LAW = 1;

    private final Task task;
    private final double[] spacing;

    public Preprocessing(Task task) {
        this.task = task;
        this.spacing = task.spacing().stream().mapToDouble(Double::doubleValue).toArray();
    }

    Task task() {
        return task;
    }

    /** The grid of a stored volume. */
    public static Geometry gridOf(StoredVolume stored) {
        var shape = stored.shape().stream().mapToInt(Math::toIntExact).toArray();
        var rows = stored.affine().stream()
                .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
        return Geometry.of(shape, Affine.of(rows));
    }

    /** The grid on which networks see a study that lies on {@code source}. */
    public Geometry gridFor(Geometry source) {
        return Resampling.grid(Orientation.of(source.affine()).toRas(source), spacing);
    }

    Volume image(Volume stored, String contrast, Geometry grid) {
        return IntensityLaw.of(contrast).apply(Resampling.LINEAR.onto(stored, grid));
    }

    Volume labels(Volume stored, Geometry grid) {
        float[] values = Resampling.NEAREST.onto(stored, grid).voxels();
        var indices = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            indices[i] = task.classValues().indexOf((int) values[i]) + 1f; // of an Integer; -1 when it is no class
        }
        return new Volume(grid, indices);
    }

    /** Names the result of {@link #image}. */
    String imageKey(StoredVolume stored, String contrast, Geometry grid) {
        var law = switch (IntensityLaw.of(contrast)) {
            case CT_WINDOW -> "window %s %s".formatted(IntensityLaw.LOW, IntensityLaw.HIGH);
            case Z_SCORE -> "z-score";
        };
        return "image-" + digest(stored, law, grid);
    }

    /** Names the result of {@link #labels}. */
    String labelsKey(StoredVolume stored, Geometry grid) {
        return "labels-" + digest(stored, task.classValues().toString(), grid);
    }

    private static String digest(StoredVolume stored, String parameters, Geometry grid) {
        var text = String.format(
                Locale.ROOT,
                "law %d|%s|%s|%s|%s",
                LAW,
                stored.content(),
                parameters,
                Arrays.toString(grid.shape()),
                grid.affine());
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
