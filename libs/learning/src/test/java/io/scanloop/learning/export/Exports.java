package io.scanloop.learning.export;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.program.Formula;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Methods of the catalogue on a small task, with the weights that a training begins with. */
final class Exports {
    static final Task TASK = new Task(List.of("T1", "FLAIR"), List.of(1, 5), List.of(3.0, 3.0, 3.0), "tiny");

    private Exports() {}

    /** A method whose fine-tuning has left weights in a folder. */
    static Subject subject(String method, Path folder) throws IOException {
        var found = Methods.named(method);
        try (var trainer = Trainer.create(found.finetuning(TASK), 1, 1)) {
            var weights = trainer.save(Files.createDirectories(folder)).stream()
                    .filter(file -> file.getFileName().toString().startsWith("weights"))
                    .toList();
            return new Subject(
                    found, TASK, List.of("organ", "lesion"), weights, new TreeMap<>(Map.of("project", "liver")));
        }
    }

    /**
     * Inputs of a network in their order.
     *
     * @param present of each contrast of the task, 1 or 0; a network of fewer channels takes the first
     */
    static Map<String, HostTensor> inputs(Predictor predictor, int number, float... present) {
        var inputs = AnyInputs.of(predictor.network().graph());
        var images = inputs.get("images").shape();
        inputs.put("images", Formula.input(number, images));
        int batch = (int) images[0];
        int channels = (int) images[1];
        var there = new float[batch * channels];
        for (int i = 0; i < there.length; i++) {
            there[i] = present[i % channels];
        }
        inputs.put("present", HostTensor.of(there, batch, channels));
        return inputs;
    }

    /** What the network of a predictor gives. */
    static HostTensor logits(Predictor predictor, Map<String, HostTensor> inputs) {
        return predictor.network().run(inputs).get("logits");
    }

    /** The largest size of a number. */
    static double largest(HostTensor numbers) {
        return difference(numbers, HostTensor.of(new float[numbers.asFloats().length], numbers.shape()));
    }

    /** The largest difference between two arrays of one shape. */
    static double difference(HostTensor one, HostTensor other) {
        double largest = 0;
        for (int i = 0; i < one.asFloats().length; i++) {
            largest = Math.max(largest, Math.abs((double) one.asFloats()[i] - other.asFloats()[i]));
        }
        return largest;
    }
}
