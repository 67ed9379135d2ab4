package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buffers, by the running statistics of batch norm. Two channels, a batch of two. */
class BufferTest {
    private static final float[] BATCH = {1, 10, 5, 30};

    @TempDir
    private Path folder;

    private static Tensor normalized(Graph graph, Tensor x) {
        var scope = graph.parameters();
        return x.batchNorm(
                scope.get("weight", Initializer.ones(), 2),
                scope.get("bias", Initializer.zeros(), 2),
                scope.buffer("running_mean", Initializer.zeros(), 2),
                scope.buffer("running_var", Initializer.ones(), 2),
                1e-5);
    }

    private static Trainer trainer(int uses) {
        var plan = OptimizerPlan.adamW(Schedule.constant(1e-3), 0.5, 1);
        var objective = new Objective(
                "normalised",
                graph -> {
                    Tensor x = graph.input("x", Type.FLOAT32, 2, 2);
                    Tensor loss = graph.scalar(0);
                    for (int use = 0; use < uses; use++) {
                        loss = loss.plus(normalized(graph, x).square().sum());
                    }
                    return Terms.of("squares", loss);
                },
                plan);
        return Trainer.create(objective, 1, 4);
    }

    private static void iterate(Trainer trainer, float... numbers) {
        trainer.iterate(new Batch(Map.of("x", HostTensor.of(numbers, 2, 2)), Map.of()));
    }

    private float[] saved(Trainer trainer, String name) throws IOException {
        var files = trainer.save(folder);
        try (var file = Safetensors.open(files.get(0))) {
            var numbers = new float[2];
            file.bytes(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
            return numbers;
        }
    }

    @Test
    void moveTowardsTheBatchAtEachStepAndAreSaved() throws IOException {
        try (var trainer = trainer(1)) {
            iterate(trainer, BATCH);
            iterate(trainer, BATCH);

            // mean 3 and 20, unbiased variance 8 and 200; a tenth, then a tenth of what is left
            assertThat(saved(trainer, "running_mean")).containsExactly(new float[] {0.57f, 3.8f}, within(1e-5f));
            assertThat(saved(trainer, "running_var")).containsExactly(new float[] {2.33f, 38.81f}, within(1e-4f));
        }
    }

    @Test
    void moveTwiceWhenANetworkIsUsedTwice() throws IOException {
        try (var trainer = trainer(2)) {
            iterate(trainer, BATCH);

            assertThat(saved(trainer, "running_mean")).containsExactly(new float[] {0.57f, 3.8f}, within(1e-5f));
        }
    }

    @Test
    void stayWhenNumbersAreNotFinite() throws IOException {
        try (var trainer = trainer(1)) {
            iterate(trainer, Float.NaN, 1, 1, 1);

            assertThat(saved(trainer, "running_mean")).containsExactly(0, 0);
        }
    }

    @Test
    void areUsedByAForwardProgram() throws IOException {
        List<Path> files;
        try (var trainer = trainer(1)) {
            iterate(trainer, BATCH);
            files = List.of(trainer.save(folder).get(0));
        }
        var graph = Graph.named("normalised");
        Tensor y = normalized(graph, graph.input("x", Type.FLOAT32, 1, 2));

        try (var program = Program.forward(graph, Map.of("y", y))) {
            program.load(files, Loading.exact());
            var same = program.run(Map.of("x", HostTensor.of(new float[] {0.3f, 2}, 1, 2)));

            // the running mean itself comes out at the bias, which one step has moved by at most the rate
            assertThat(same.get("y").asFloats()).containsExactly(new float[] {0, 0}, within(2e-3f));
        }
    }
}
