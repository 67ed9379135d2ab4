package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.scanloop.learning.NumpyFile;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.PublishedWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs a network on reference weights and compares what comes out with reference numbers. */
final class Reference {
    private static final int ROUNDINGS = 4;
    private static final double MOST_ROUNDING = 0.05;

    private final Path folder;

    Reference(Path folder) {
        this.folder = folder;
    }

    /** The outputs of a graph with published weights. */
    Map<String, HostTensor> run(
            Graph graph, Map<String, Tensor> outputs, List<NumpyFile> weights, Map<String, HostTensor> inputs)
            throws IOException {
        try (var program = Program.forward(graph, outputs)) {
            load(program, weights);
            return program.run(inputs);
        }
    }

    private void load(Program program, List<NumpyFile> weights) throws IOException {
        var remaining = new LinkedHashMap<>(program.parameters());
        var files = new ArrayList<Path>();
        for (var file : weights) {
            var mine = new HashMap<String, long[]>();
            for (var name : file.names()) {
                if (remaining.containsKey(name)) {
                    mine.put(name, remaining.remove(name));
                }
            }
            var drops = file.names().stream()
                    .filter(name -> !mine.containsKey(name))
                    .toList();
            var rule = new Loading(Map.of("", ""), drops, List.of(""));
            var to = folder.resolve("weights-%d.safetensors".formatted(files.size()));
            assertThat(PublishedWeights.of(rule).convert(file.path(), mine, to).fraction())
                    .isEqualTo(1);
            files.add(to);
        }
        assertThat(program.load(files, Loading.exact()).fraction()).isEqualTo(1);
    }

    /**
     * Loss and gradient norms of Dice and cross-entropy against the reference: the loss within 1e-5, each norm within 1e-3 of
     * its size, and within what rounding makes of it: as far as it moves where each voxel of the image is changed by up to one
     * unit in its last place. That counts where a norm layer sees two voxels: its gradient is a small difference of large
     * numbers, and two machines give two of them. A parameter whose gradient vanishes, as that of a bias before a norm, has one
     * of rounding only.
     */
    void assertGradients(
            Graph graph, Tensor logits, NumpyFile weights, HostTensor image, NumpyFile.Array labels, Path json)
            throws IOException {
        long[] shape = {logits.size(0), logits.size(2), logits.size(3), logits.size(4)};
        Tensor truth = graph.input("labels", Type.INT64, shape);
        Tensor loss = SoftDice.MONAI.loss(logits.softmax(1), truth).plus(CrossEntropy.loss(logits, truth));
        var by = graph.parameterMap().values().stream()
                .map(Graph.Parameter::value)
                .toList();
        JsonObject expected = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        var classes = new long[labels.values().length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (long) labels.values()[i];
        }

        try (var program = Program.gradients(graph, Map.of("loss", loss), loss, by)) {
            load(program, List.of(weights));
            var truths = HostTensor.of(classes, shape);
            var result = program.run(Map.of("image", image, "labels", truths));
            var rounding = new HashMap<String, Double>();
            var chance = new SplittableRandom(1);
            for (int draw = 0; draw < ROUNDINGS; draw++) {
                var moved = program.run(Map.of("image", rounded(image, chance), "labels", truths));
                for (var parameter : by) {
                    double move = Math.abs(norm(moved, parameter) - norm(result, parameter));
                    rounding.merge(parameter.name(), move, Math::max);
                }
            }

            double reference = expected.get("loss_value").getAsDouble();
            assertThat(Math.abs(result.get("loss").asFloats()[0] - reference)).isLessThan(1e-5);
            var norms = expected.getAsJsonObject("grad_l2_and_sum");
            assertThat(by).hasSize(norms.size());
            for (var parameter : by) {
                double norm = norms.getAsJsonArray(parameter.name()).get(0).getAsDouble();
                double ours = norm(result, parameter);
                assertThat(Math.abs(ours - norm))
                        .as("%s: %s, reference %s", parameter.name(), ours, norm)
                        .isLessThan(1e-3 * norm + 1e-6 + rounding.getOrDefault(parameter.name(), 0.0));
            }
            assertThat(by)
                    .filteredOn(parameter -> rounding.getOrDefault(parameter.name(), 0.0)
                            > MOST_ROUNDING
                                            * norms.getAsJsonArray(parameter.name())
                                                    .get(0)
                                                    .getAsDouble()
                                    + 1e-6)
                    .as("what rounding alone moves so far says nothing")
                    .isEmpty();
        }
    }

    /** Each voxel changed by up to one unit in its last place, either way. */
    private static HostTensor rounded(HostTensor image, SplittableRandom chance) {
        float[] voxels = image.asFloats().clone();
        for (int at = 0; at < voxels.length; at++) {
            voxels[at] += (chance.nextInt(3) - 1) * Math.ulp(voxels[at]);
        }
        return HostTensor.of(voxels, image.shape());
    }

    private static double norm(Map<String, HostTensor> gradients, Tensor parameter) {
        return norm(gradients.get("gradient/" + parameter.name()).asFloats());
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    static HostTensor host(NumpyFile.Array array) {
        return HostTensor.of(array.values(), array.shape());
    }

    /** The largest difference, as a share of the largest reference number. */
    static double difference(HostTensor actual, NumpyFile.Array expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.values().length; i++) {
            largest = Math.max(largest, Math.abs(expected.values()[i]));
            difference = Math.max(difference, Math.abs(expected.values()[i] - actual.asFloats()[i]));
        }
        return difference / largest;
    }
}
