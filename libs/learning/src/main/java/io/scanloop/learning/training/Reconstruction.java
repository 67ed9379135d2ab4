package io.scanloop.learning.training;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Terms;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a pre-training rebuilds of one study, as a picture: a row for each channel, and in it the middle axial plane of what
 * is to be rebuilt, of what the network sees, and of what it makes of that. The patient's left is at the right, anterior
 * is up; grey runs from the least to the greatest value of the plane to be rebuilt. Where a pre-training rebuilds nothing but
 * likenesses, see {@link io.scanloop.learning.method.SimilarityMap}.
 */
public final class Reconstruction {
    private static final int SCALE = 2;
    private static final int GAP = 2;
    private static final int WHITE = 255;
    private static final String TARGET = "target";
    private static final List<String> PANELS = List.of(TARGET, "shown", "rebuilt");

    private final long[] shape;
    private final Map<String, float[]> panels = new HashMap<>();

    private Reconstruction(Map<String, HostTensor> panels) {
        this.shape = Objects.requireNonNull(panels.get(TARGET)).shape();
        panels.forEach((name, values) -> this.panels.put(name, values.asFloats()));
    }

    /**
     * Rebuilds the first study of a batch.
     *
     * @param objective a pre-training
     * @param weights of a checkpoint of it
     * @return empty when it rebuilds nothing
     * @throws IllegalArgumentException when the weights are of another objective
     */
    public static Optional<Reconstruction> of(Objective objective, List<Path> weights, Batch batch) throws IOException {
        var program = StillProgram.of(objective, weights, Reconstruction::panels);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        try (var still = program.get()) {
            return Optional.of(new Reconstruction(still.run(batch)));
        }
    }

    private static Map<String, Tensor> panels(Terms terms) {
        var picture = terms.picture();
        return picture == null
                ? Map.of()
                : Map.of(TARGET, picture.target(), "shown", picture.shown(), "rebuilt", picture.rebuilt());
    }

    /** Grey, two pixels a voxel. */
    public BufferedImage image() {
        int tileX = (int) shape[2] * SCALE + GAP;
        int tileY = (int) shape[3] * SCALE + GAP;
        int channels = (int) shape[1];
        var image =
                new BufferedImage(PANELS.size() * tileX - GAP, channels * tileY - GAP, BufferedImage.TYPE_BYTE_GRAY);
        for (int channel = 0; channel < channels; channel++) {
            float[] target = plane(TARGET, channel);
            for (int panel = 0; panel < PANELS.size(); panel++) {
                draw(image, plane(PANELS.get(panel), channel), target, panel * tileX, channel * tileY);
            }
        }
        return image;
    }

    /** (X, Y) in C order. */
    private float[] plane(String panel, int channel) {
        int x = (int) shape[2];
        int y = (int) shape[3];
        int z = (int) shape[4];
        float[] values = Objects.requireNonNull(panels.get(panel));
        var plane = new float[x * y];
        for (int at = 0; at < plane.length; at++) {
            plane[at] = values[(channel * plane.length + at) * z + z / 2];
        }
        return plane;
    }

    private void draw(BufferedImage image, float[] plane, float[] scale, int left, int top) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (float value : scale) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        int x = (int) shape[2];
        int y = (int) shape[3];
        var raster = image.getRaster();
        for (int column = 0; column < x * SCALE; column++) {
            for (int row = 0; row < y * SCALE; row++) {
                float value = plane[(x - 1 - column / SCALE) * y + (y - 1 - row / SCALE)];
                float share = greatest > least ? (value - least) / (greatest - least) : 0;
                int grey = Math.round(WHITE * Math.max(0, Math.min(1, share)));
                raster.setSample(left + column, top + row, 0, grey);
            }
        }
    }
}
