package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.Studies;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the tests of several methods do to them. */
final class PretextTrials {
    private PretextTrials() {}

    /** Batches of small studies, the second of every two without the second contrast. */
    static Batch batch(Views views, int size, long iteration) {
        List<Case> cases = IntStream.range(0, views.cases())
                .mapToObj(slot -> (Case) Studies.boxes("study-" + slot, size, slot % 2 == 0, slot))
                .toList();
        return views.make(cases, new Draws(1, iteration));
    }

    /** The batch gives exactly what the program takes beside scalars that follow a schedule. */
    static void assertFits(Objective objective, Batch batch) {
        var graph = Graph.named("inputs");
        assertThat(objective.program().apply(graph).terms()).isNotEmpty();
        var names = new TreeSet<>(batch.inputs().keySet());
        names.addAll(objective.inputs().keySet());
        assertThat(names).isEqualTo(new TreeSet<>(graph.inputs().keySet()));
        batch.inputs()
                .forEach((name, values) -> assertThat(values.shape())
                        .as(name)
                        .containsExactly(graph.inputs().get(name).shape()));
    }

    /** Parameters, the teacher's left out, whose gradient of the trainer's loss is 0 everywhere. */
    static TreeSet<String> unreached(Objective objective, Batch batch) {
        var graph = Graph.named("reached");
        var terms = objective.program().apply(graph);
        Tensor loss = graph.scalar(0);
        for (var term : terms.terms()) {
            loss = loss.plus(term.value().times(term.weight()));
        }
        List<Tensor> parameters = graph.parameterMap().values().stream()
                .filter(Graph.Parameter::isTrained)
                .map(Graph.Parameter::value)
                .filter(value ->
                        objective.teacher() == null || !objective.teacher().isTeacher(value.name()))
                .toList();
        var inputs = new HashMap<>(batch.inputs());
        objective
                .inputs()
                .forEach((name, schedule) ->
                        inputs.put(name, HostTensor.of(new float[] {(float) schedule.at(50, 100)})));
        try (var program = Program.gradients(graph, Map.of("loss", loss), loss, parameters)) {
            program.initialize(1);
            var gradients = program.run(inputs);
            return parameters.stream()
                    .map(Tensor::name)
                    .filter(name -> isZero(gradients.get("gradient/" + name).asFloats()))
                    .collect(Collectors.toCollection(TreeSet::new));
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

    /** Numbers under a prefix, those that the network alone updates among them. */
    static long count(Objective objective, String prefix) {
        var graph = Graph.named("counted");
        assertThat(objective.program().apply(graph).terms()).isNotEmpty();
        return graph.parameterMap().entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith(prefix))
                .mapToLong(parameter ->
                        Arrays.stream(parameter.getValue().value().shape()).reduce(1, (a, b) -> a * b))
                .sum();
    }

    /** The weights of a checkpoint written now. */
    static List<Path> weights(Trainer trainer, Path folder) throws IOException {
        return trainer.save(Files.createTempDirectory(folder, "weights")).stream()
                .filter(file -> file.getFileName().toString().startsWith("weights"))
                .toList();
    }

    static float[] read(List<Path> weights, String name) throws IOException {
        try (var shards = Shards.open(weights)) {
            var values = shards.bytes(name).asFloatBuffer();
            var copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }

    /** Trains four iterations straight, and two after a checkpoint of the first two: all files are to be the same. */
    static void assertResumesBitForBit(Objective objective, Views views, int size, Path folder) throws IOException {
        var middle = Files.createDirectory(folder.resolve("middle"));
        var straight = Files.createDirectory(folder.resolve("straight"));
        var resumed = Files.createDirectory(folder.resolve("resumed"));
        List<Path> files;
        try (var trainer = Trainer.create(objective, 3, 4)) {
            for (int iteration = 0; iteration < 4; iteration++) {
                if (iteration == 2) {
                    trainer.save(middle);
                }
                trainer.iterate(batch(views, size, iteration));
            }
            files = trainer.save(straight);
        }
        try (var trainer = Trainer.create(objective, 3, 4)) {
            trainer.restore(middle);
            for (int iteration = 2; iteration < 4; iteration++) {
                trainer.iterate(batch(views, size, iteration));
            }
            trainer.save(resumed);
        }
        for (var file : files) {
            assertThat(resumed.resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
    }
}
