package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    @TempDir
    private Path folder;

    @Test
    void movesWeightsAsAdamWDoes() throws IOException {
        var plan = new OptimizerPlan(Schedule.warmUpCosine(0.1, 0.5, 0), 0.05, 0.9, 0.98, 1e-6, 0, List.of());
        double[] gradient = {0.5, -3};
        double[] weight = {1, 1};
        double[] mean = new double[2];
        double[] square = new double[2];
        for (int t = 1; t <= 3; t++) {
            double rate = plan.rate().at(t - 1, 4);
            for (int i = 0; i < 2; i++) {
                mean[i] = 0.9 * mean[i] + 0.1 * gradient[i] * weight[i];
                square[i] = 0.98 * square[i] + 0.02 * Math.pow(gradient[i] * weight[i], 2);
                double root = Math.sqrt(square[i] / (1 - Math.pow(0.98, t))) + 1e-6;
                weight[i] = weight[i] * (1 - rate * 0.05) - rate * mean[i] / (1 - Math.pow(0.9, t)) / root;
            }
        }

        float[] trained;
        try (var trainer = Trainer.create(new Objective("parabola", TrainerTest::parabola, plan), 1, 4)) {
            for (int t = 0; t < 3; t++) {
                trainer.iterate(batch(0.5f, -3));
            }
            trained = weights(trainer, "w");
        }

        assertThat((double) trained[0]).isCloseTo(weight[0], within(1e-6));
        assertThat((double) trained[1]).isCloseTo(weight[1], within(1e-6));
    }

    private static Terms parabola(Graph graph) {
        var factors = graph.input("factors", Type.FLOAT32, 2);
        var w = graph.parameters().get("w", Initializer.ones(), 2);
        return Terms.of("parabola", w.square().times(factors).sum().times(0.5));
    }

    private static Batch batch(float... factors) {
        return new Batch(Map.of("factors", HostTensor.of(factors, factors.length)), Map.of());
    }

    private float[] weights(Trainer trainer, String name) throws IOException {
        var files = trainer.save(Files.createTempDirectory(folder, "weights"));
        try (var shards = Shards.open(files.stream()
                .filter(file -> file.getFileName().toString().startsWith("weights"))
                .toList())) {
            var values = shards.bytes(name).asFloatBuffer();
            var copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }
}
