package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What every method is tried for. */
final class Trials {
    private Trials() {}

    /** A graph with an objective's program in it. */
    static Graph graph(Objective objective) {
        var graph = Graph.named("trial");
        assertThat(objective.program().apply(graph).terms()).isNotEmpty();
        return graph;
    }

    /** Numbers in the trained parameters whose path begins so. */
    static long count(Graph graph, String... prefixes) {
        return graph.parameterMap().entrySet().stream()
                .filter(parameter -> parameter.getValue().isTrained())
                .filter(parameter -> Arrays.stream(prefixes).anyMatch(parameter.getKey()::startsWith))
                .mapToLong(parameter ->
                        Arrays.stream(parameter.getValue().value().shape()).reduce(1, (a, b) -> a * b))
                .sum();
    }

    /** First parts of the parameters' paths. */
    static TreeSet<String> groups(Graph graph) {
        return graph.parameterMap().keySet().stream()
                .map(path -> path.substring(0, path.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Trained parameters whose gradient by the whole loss is 0 everywhere. */
    static List<String> unreached(Objective objective, Batch batch) {
        var graph = Graph.named("trial");
        Tensor loss = objective.program().apply(graph).terms().stream()
                .map(term -> term.value().times(term.weight()))
                .reduce(Tensor::plus)
                .orElseThrow();
        List<Tensor> parameters = graph.parameterMap().values().stream()
                .filter(Graph.Parameter::isTrained)
                .map(Graph.Parameter::value)
                .toList();
        try (var program = Program.gradients(graph, Map.of("loss", loss), loss, parameters)) {
            program.initialize(1);
            var gradients = program.run(batch.inputs());
            return parameters.stream()
                    .map(Tensor::name)
                    .filter(name -> isZero(gradients.get("gradient/" + name).asFloats()))
                    .toList();
        }
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Checks that a batch is what the program asks for. */
    static void assertFits(Objective objective, Batch batch) {
        var inputs = graph(objective).inputs();
        assertThat(batch.inputs().keySet()).isEqualTo(inputs.keySet());
        batch.inputs()
                .forEach((name, values) -> assertThat(values.shape())
                        .as(name)
                        .containsExactly(inputs.get(name).shape()));
    }

    /** The numbers logged in the first iteration. */
    static Map<String, Double> first(Objective objective, Batch batch) {
        try (var trainer = Trainer.create(objective, 1, 10)) {
            return trainer.iterate(batch);
        }
    }

    /** The weights' files of a checkpoint. */
    static List<Path> weights(Trainer trainer, Path folder) throws IOException {
        return trainer.save(Files.createDirectories(folder)).stream()
                .filter(file -> file.getFileName().toString().startsWith("weights"))
                .toList();
    }

    /** Checks that four iterations in one go leave, to the bit, what two and two over a checkpoint leave. */
    static void assertResumes(Objective objective, Batch batch, Path folder) throws IOException {
        List<Path> straight;
        List<Path> resumed;
        try (var trainer = Trainer.create(objective, 1, 4)) {
            for (int i = 0; i < 4; i++) {
                trainer.iterate(batch);
            }
            straight = trainer.save(Files.createDirectories(folder.resolve("straight")));
        }
        Path half = Files.createDirectories(folder.resolve("half"));
        try (var trainer = Trainer.create(objective, 1, 4)) {
            trainer.iterate(batch);
            trainer.iterate(batch);
            trainer.save(half);
        }
        try (var trainer = Trainer.create(objective, 1, 4)) {
            trainer.restore(half);
            trainer.iterate(batch);
            trainer.iterate(batch);
            resumed = trainer.save(Files.createDirectories(folder.resolve("resumed")));
        }
        assertThat(resumed).hasSameSizeAs(straight);
        for (int i = 0; i < straight.size(); i++) {
            assertThat(resumed.get(i)).hasSameBinaryContentAs(straight.get(i));
        }
    }

    /** Voxels of a cube of this edge whose prediction is not its label. */
    static int wrong(short[] predicted, Case study, int edge) {
        var truth = new long[edge * edge * edge];
        study.cropLabels(new int[3], new int[] {edge, edge, edge}, truth, 0);
        int wrong = 0;
        for (int voxel = 0; voxel < truth.length; voxel++) {
            // the prediction has x fastest, the crop z
            int inCrop = (voxel % edge * edge + voxel / edge % edge) * edge + voxel / (edge * edge);
            wrong += predicted[voxel] == truth[inCrop] ? 0 : 1;
        }
        return wrong;
    }

    /** The same batch with other numbers in an input. */
    static Batch with(Batch batch, String input, HostTensor numbers) {
        var inputs = new HashMap<>(batch.inputs());
        inputs.put(input, numbers);
        return new Batch(inputs, batch.logged());
    }
}
