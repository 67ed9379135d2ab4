package io.scanloop.learning.training;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.weights.Loading;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a pre-training rebuilds of one study, as a picture: a row for each channel, and in it the middle axial plane of what
 * is to be rebuilt, of what the network sees, and of what it makes of that. The patient's left is at the right, anterior
 * is up; grey runs from the least to the greatest value of the plane to be rebuilt.
 */
public final class Reconstruction {
    private static final int SCALE = 2;
    private static final int GAP = 2;
    private static final int WHITE = 255;
    private static final List<String> PANELS = List.of("target", "shown", "rebuilt");

    private final long[] shape;
    private final Map<String, float[]> panels;

    private Reconstruction(long[] shape, Map<String, float[]> panels) {
        this.shape = shape;
        this.panels = panels;
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
        var graph = Graph.named("reconstruction");
        var picture = objective.program().apply(graph).picture();
        if (picture == null) {
            return Optional.empty();
        }
        var inputs = new HashMap<>(batch.inputs());
        objective
                .inputs()
                .forEach((name, schedule) -> inputs.put(name, HostTensor.of(new float[] {(float) schedule.at(1, 1)})));
        var outputs = Map.of("target", picture.target(), "shown", picture.shown(), "rebuilt", picture.rebuilt());
        try (var program = Program.forward(graph, outputs)) {
            // heads that the picture does not come from, teachers and centres are in the checkpoint too
            program.load(weights, new Loading(itself(program.parameters().keySet()), List.of(""), List.of("")));
            var panels = new HashMap<String, float[]>();
            program.run(inputs).forEach((name, values) -> panels.put(name, values.asFloats()));
            return Optional.of(new Reconstruction(picture.target().shape(), panels));
        }
    }

    private static Map<String, String> itself(Set<String> paths) {
        return paths.stream().collect(Collectors.toMap(path -> path, path -> path));
    }

    /** Grey, two pixels a voxel. */
    public BufferedImage image() {
        int tileX = (int) shape[2] * SCALE + GAP;
        int tileY = (int) shape[3] * SCALE + GAP;
        int channels = (int) shape[1];
        var image =
                new BufferedImage(PANELS.size() * tileX - GAP, channels * tileY - GAP, BufferedImage.TYPE_BYTE_GRAY);
        for (int channel = 0; channel < channels; channel++) {
            float[] target = plane("target", channel);
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
