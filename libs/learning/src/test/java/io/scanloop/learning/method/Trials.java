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
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What every method is tried for. */
final class Trials {
    private Trials() {}

    /** A graph with an objective's program in it. */
    static Graph graph(Objective objective) {
        var graph = Graph.named("trial");
        assertThat(objective.program().apply(graph).terms()).isNotEmpty();
        return graph;
    }

    /** Batches of small studies, the second of every two without the second contrast. */
    static Batch batch(Views views, int size, long iteration) {
        List<Case> cases = IntStream.range(0, views.cases())
                .mapToObj(slot -> (Case) Studies.boxes("study-" + slot, size, slot % 2 == 0, slot))
                .toList();
        return views.make(cases, new Draws(1, iteration));
    }

    /** Numbers in the trained parameters whose path begins so. */
    static long count(Graph graph, String... prefixes) {
        return numbers(graph, Graph.Parameter::isTrained, prefixes);
    }

    /** Numbers in all parameters whose path begins so, as a file of weights has them: those that stay as they are too. */
    static long stored(Graph graph, String... prefixes) {
        return numbers(graph, parameter -> true, prefixes);
    }

    private static long numbers(Graph graph, Predicate<Graph.Parameter> isCounted, String... prefixes) {
        return graph.parameterMap().entrySet().stream()
                .filter(parameter -> isCounted.test(parameter.getValue()))
                .filter(parameter -> Arrays.stream(prefixes).anyMatch(parameter.getKey()::startsWith))
                .mapToLong(parameter -> parameter.getValue().value().count())
                .sum();
    }

    /** First parts of the parameters' paths. */
    static TreeSet<String> groups(Graph graph) {
        return graph.parameterMap().keySet().stream()
                .map(path -> path.substring(0, path.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Trained parameters, the teacher's left out, whose gradient by the whole loss is 0 everywhere. */
    static List<String> unreached(Objective objective, Batch batch) {
        var graph = Graph.named("trial");
        Tensor loss = objective.program().apply(graph).terms().stream()
                .map(term -> term.value().times(term.weight()))
                .reduce(Tensor::plus)
                .orElseThrow();
        List<Tensor> parameters = graph.parameterMap().values().stream()
                .filter(Graph.Parameter::isTrained)
                .map(Graph.Parameter::value)
                .filter(value ->
                        objective.teacher() == null || !objective.teacher().isTeacher(value.name()))
                .toList();
        try (var program = Program.gradients(graph, Map.of("loss", loss), loss, parameters)) {
            program.initialize(1);
            var gradients = program.run(inputs(objective, batch));
            return parameters.stream()
                    .map(Tensor::name)
                    .filter(name -> isZero(gradients.get("gradient/" + name).asFloats()))
                    .toList();
        }
    }

    /** A batch with the scalars that follow a schedule, as they are halfway. */
    static Map<String, HostTensor> inputs(Objective objective, Batch batch) {
        var inputs = new HashMap<>(batch.inputs());
        objective
                .inputs()
                .forEach((name, schedule) ->
                        inputs.put(name, HostTensor.of(new float[] {(float) schedule.at(50, 100)})));
        return inputs;
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Checks that a batch is what the program asks for beside the scalars that follow a schedule. */
    static void assertFits(Objective objective, Batch batch) {
        var inputs = graph(objective).inputs();
        var given = new TreeSet<>(batch.inputs().keySet());
        given.addAll(objective.inputs().keySet());
        assertThat(given).isEqualTo(new TreeSet<>(inputs.keySet()));
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

    /** The share of a logged figure of the first iteration that the last of so many has, on one batch over and over. */
    static double left(Objective objective, Batch batch, int iterations, String figure) {
        try (var trainer = Trainer.create(objective, 1, iterations)) {
            double first = trainer.iterate(batch).get(figure);
            double last = first;
            for (int i = 1; i < iterations; i++) {
                last = trainer.iterate(batch).get(figure);
            }
            return last / first;
        }
    }

    /**
     * A batch learned by heart.
     *
     * @param first its Dice loss at the start
     * @param last at the end
     * @param predicted what the network that learned it then makes of the study
     */
    record ByHeart(double first, double last, short[] predicted) {}

    /** Fine-tunes on one batch, of a study and itself, then predicts the study. */
    static ByHeart byHeart(Method method, Task task, Case study, int iterations, Path folder) throws IOException {
        var batch = method.finetuningViews(task).make(List.of(study, study), new Draws(1, 0));
        double first;
        double last;
        List<Path> weights;
        try (var trainer = Trainer.create(method.finetuning(task), 1, iterations)) {
            first = trainer.iterate(batch).get("loss/dice");
            last = first;
            for (int i = 1; i < iterations; i++) {
                last = trainer.iterate(batch).get("loss/dice");
            }
            weights = weights(trainer, folder);
        }
        try (var predictor = method.predictor(task, weights)) {
            return new ByHeart(first, last, predictor.predict(study));
        }
    }

    /** The weights' files of a checkpoint. */
    static List<Path> weights(Trainer trainer, Path folder) throws IOException {
        return trainer.saveWeights(Files.createDirectories(folder));
    }

    /** What a tensor of a checkpoint holds. */
    static float[] read(List<Path> weights, String name) throws IOException {
        try (var shards = Shards.open(weights)) {
            var values = shards.bytes(name).asFloatBuffer();
            var copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }

    /** Checks that four iterations in one go leave, to the bit, what two and two over a checkpoint leave. */
    static void assertResumes(Objective objective, Batch batch, Path folder) throws IOException {
        assertResumes(objective, iteration -> batch, folder);
    }

    /** The same with a batch for each iteration. */
    static void assertResumes(Objective objective, LongFunction<Batch> batches, Path folder) throws IOException {
        List<Path> straight;
        List<Path> resumed;
        try (var trainer = Trainer.create(objective, 1, 4)) {
            for (int i = 0; i < 4; i++) {
                trainer.iterate(batches.apply(i));
            }
            straight = trainer.save(Files.createDirectories(folder.resolve("straight")));
        }
        Path half = Files.createDirectories(folder.resolve("half"));
        try (var trainer = Trainer.create(objective, 1, 4)) {
            trainer.iterate(batches.apply(0));
            trainer.iterate(batches.apply(1));
            trainer.save(half);
        }
        try (var trainer = Trainer.create(objective, 1, 4)) {
            trainer.restore(half);
            trainer.iterate(batches.apply(2));
            trainer.iterate(batches.apply(3));
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
