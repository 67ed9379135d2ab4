package io.scanloop.learning.training;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.random.CounterRandom;
import io.scanloop.learning.weights.Loaded;
import io.scanloop.learning.weights.Loading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What became of an encoder on its way into the fine-tuning network, tried before compute is spent on it.
 *
 * @param loaded what the fine-tuning network took
 * @param difference the largest between what the encoder gives before and after, on random input
 */
public record ExportTrial(Loaded loaded, double difference) {
    private static final double TOLERANCE = 1e-5;
    private static final String ENCODED = "encoded";

    /**
     * Loads weights into a new fine-tuning network, writes that network's weights, and runs the encoder with both.
     *
     * @param pretrained weights of the method's pre-training; a folder for the others stands beside them meanwhile
     * @throws IllegalArgumentException when the weights are not what the method's export demands, or the encoder gives
     *     something else afterwards
     */
    public static ExportTrial run(Method method, Task task, List<Path> pretrained) throws IOException {
        Path beside = Objects.requireNonNull(pretrained.get(0).toAbsolutePath().getParent());
        Path scratch = Files.createTempDirectory(beside, "export-trial-");
        try {
            return run(method, task, pretrained, scratch);
        } finally {
            try (Stream<Path> files = Files.list(scratch)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(scratch);
        }
    }

    private static ExportTrial run(Method method, Task task, List<Path> pretrained, Path scratch) throws IOException {
        Loading export = method.export(task);
        Loaded loaded;
        List<Path> finetuned;
        try (var trainer = Trainer.create(method.finetuning(task), 0, 1)) {
            loaded = trainer.load(pretrained, export);
            finetuned = trainer.saveWeights(scratch);
        }
        double difference = difference(method, task, pretrained, finetuned);
        if (!(difference < TOLERANCE)) {
            throw new IllegalArgumentException(
                    "the encoder of %s must give the same after its export to within %s, the largest difference is %s: its method is at fault"
                            .formatted(method.id(), TOLERANCE, difference));
        }
        return new ExportTrial(loaded, difference);
    }

    private static double difference(Method method, Task task, List<Path> before, List<Path> after) throws IOException {
        var graph = Graph.named("encoder");
        Map<String, Tensor> outputs = Map.of(ENCODED, method.encoder(graph, task));
        Loading export = method.export(task);
        var dropped = new ArrayList<>(export.dropped());
        dropped.add("");
        var encoderOnly = new Loading(export.renamed(), dropped, export.required(), export.folds());
        Map<String, HostTensor> inputs = random(graph);
        try (var program = Program.forward(graph, outputs)) {
            program.load(before, encoderOnly);
            float[] first = encoded(program, inputs);
            program.load(after, encoderOnly);
            float[] second = encoded(program, inputs);
            double largest = 0;
            for (int i = 0; i < first.length; i++) {
                largest = Math.max(largest, Math.abs(first[i] - second[i]));
            }
            return largest;
        }
    }

    private static float[] encoded(Program program, Map<String, HostTensor> inputs) {
        return Objects.requireNonNull(program.run(inputs).get(ENCODED)).asFloats();
    }

    /** Numbers in (0, 1) for each input; all of a mask of presence is present. */
    private static Map<String, HostTensor> random(Graph graph) {
        var inputs = new HashMap<String, HostTensor>();
        graph.inputs().forEach((name, input) -> {
            var random = CounterRandom.of(0, "export/" + name);
            var values = new float[Math.toIntExact(input.count())];
            for (int i = 0; i < values.length; i++) {
                values[i] = name.equals("present") ? 1 : random.nextFloat();
            }
            inputs.put(name, HostTensor.of(values, input.shape()));
        });
        return inputs;
    }
}
