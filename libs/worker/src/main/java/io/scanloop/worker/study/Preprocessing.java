package io.scanloop.worker.study;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.study.Preparation;
import io.scanloop.storage.Sha256;
import io.scanloop.storage.layout.StoredVolume;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * How stored volumes become what networks see: by a {@link Preparation}, whose results are kept under a name made of all that
 * they depend on.
 */
public final class Preprocessing {
    private final Preparation preparation;

    public Preprocessing(Task task) {
        this.preparation = new Preparation(task);
    }

    Task task() {
        return preparation.task();
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
        return preparation.gridFor(source);
    }

    Volume image(Volume stored, String contrast, Geometry grid) {
        return preparation.image(stored, contrast, grid);
    }

    Volume labels(Volume stored, Geometry grid) {
        return preparation.labels(stored, grid);
    }

    /** Names the result of {@link #image}. */
    String imageKey(StoredVolume stored, String contrast, Geometry grid) {
        return "image-" + digest(stored, Preparation.normalisation(contrast), grid);
    }

    /** Names the result of {@link #labels}. */
    String labelsKey(StoredVolume stored, Geometry grid) {
        return "labels-" + digest(stored, task().classValues().toString(), grid);
    }

    private static String digest(StoredVolume stored, String parameters, Geometry grid) {
        var text = String.format(
                Locale.ROOT,
                "law %d|%s|%s|%s|%s",
                Preparation.LAW,
                stored.content(),
                parameters,
                Arrays.toString(grid.shape()),
                grid.affine());
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
