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
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each number of a weight is moved by its own gradient, however the engine has laid gradients out: after the first
 * iteration the optimiser's mean is a tenth of the gradient.
 */
class GradientOrderTest {
    private static final OptimizerPlan PLAN = OptimizerPlan.adamW(Schedule.constant(1e-3), 0, 0);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Switches.Checkpointing.class)
    void aTransposedWeightIsMovedByItsOwnGradient(Switches.Checkpointing checkpointing) throws IOException {
        float[] asked = {1, -2, 3, 4, -5, -6};
        var objective = new Objective(
                "transposed",
                graph -> {
                    Tensor wanted = graph.input("asked", Type.FLOAT32, 3, 2);
                    Tensor weight = graph.parameters().get("w", Initializer.zeros(), 2, 3);
                    return Terms.of(
                            "fit",
                            graph.segment(
                                    () -> weight.transpose(0, 1).times(wanted).sum()));
                },
                PLAN);

        try (var trainer = Trainer.create(objective, 1, 1, Switches.PLAIN.with(checkpointing))) {
            trainer.iterate(new Batch(Map.of("asked", HostTensor.of(asked, 3, 2)), Map.of()));
            assertThat(mean(files(trainer, "optimizer"), "w"))
                    .containsExactly(new float[] {0.1f, 0.3f, -0.5f, -0.2f, 0.4f, -0.6f}, within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"swin-pretraining", "unetr", "residual-unet"})
    void soIsEveryWeightOfANetwork(String network) throws IOException {
        var batch = Squares.batch(network);
        var graph = Graph.named(network);
        var loss = Squares.loss(graph, network, "tiny");
        var by = graph.parameterMap().values().stream()
                .map(Graph.Parameter::value)
                .toList();
        try (var trainer = Trainer.create(new Objective(network, g -> Squares.terms(g, network, "tiny"), PLAN), 1, 1);
                var program = Program.gradients(graph, Map.of("loss", loss), loss, by)) {
            program.load(files(trainer, "weights"), Loading.exact());
            var expected = program.run(batch.inputs());
            trainer.iterate(batch);

            var optimizer = files(trainer, "optimizer");
            for (var parameter : by) {
                var gradient = Objects.requireNonNull(expected.get("gradient/" + parameter.name()))
                        .asFloats();
                var mean = mean(optimizer, parameter.name());
                double difference = 0;
                double size = 1e-7; // what vanishes, as that of a bias before a norm, is rounding
                for (int i = 0; i < mean.length; i++) {
                    difference += Math.pow(mean[i] - 0.1 * gradient[i], 2);
                    size += Math.pow(0.1 * gradient[i], 2);
                }
                assertThat(Math.sqrt(difference / size)).as(parameter.name()).isLessThan(0.01);
            }
        }
    }

    private List<Path> files(Trainer trainer, String stem) throws IOException {
        return trainer.save(Files.createTempDirectory(folder, "state")).stream()
                .filter(file -> file.getFileName().toString().startsWith(stem))
                .toList();
    }

    private static float[] mean(List<Path> optimizer, String parameter) throws IOException {
        try (var shards = Shards.open(optimizer)) {
            var values = shards.bytes("mean." + parameter).asFloatBuffer();
            var copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }
}
