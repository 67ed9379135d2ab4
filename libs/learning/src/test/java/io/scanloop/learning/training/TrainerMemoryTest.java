package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.scanloop.learning.program.Switches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class TrainerMemoryTest {
    private static final int WARM_UP = 100;
    private static final int ITERATIONS = 300;
    private static final long SIDE = 16;

    @Test
    void staysFlat() throws IOException {
        var volume = new float[(int) (SIDE * SIDE * SIDE)];
        var batch = new Batch(Map.of("volume", HostTensor.of(volume, 1, 1, SIDE, SIDE, SIDE)), Map.of());
        try (var trainer = Trainer.create(autoencoder(), 1, ITERATIONS)) {
            for (int i = 0; i < WARM_UP; i++) {
                trainer.iterate(batch);
            }
            System.gc();
            double before = mebibytes("VmRSS");
            for (int i = 0; i < ITERATIONS; i++) {
                trainer.iterate(batch);
            }
            System.gc();
            double after = mebibytes("VmRSS");

            System.out.printf("resident: %.0f MiB, %d iterations later %.0f MiB%n", before, ITERATIONS, after);
            // one iteration keeps about 4 MiB of values for the gradient
            assertThat(after - before).isLessThan(20);
        }
    }

    @Test
    void checkpointsLowerThePeak() throws IOException {
        double before = mebibytes("VmRSS");
        // in this order, because memory that the engine has had stays resident
        double checkpointed = peak(Switches.PLAIN.with(Switches.Checkpointing.SEGMENTS)) - before;
        double plain = peak(Switches.PLAIN) - before;

        System.out.printf("peak: %.0f MiB, with checkpoints %.0f MiB%n", plain, checkpointed);
        assertThat(checkpointed).isLessThan(0.6 * plain);
    }

    /** Mebibytes that are resident at most while some steps are done. */
    private static double peak(Switches switches) throws IOException {
        long side = 32;
        var volume = new float[(int) (side * side * side)];
        var batch = new Batch(Map.of("volume", HostTensor.of(volume, 1, 1, side, side, side)), Map.of());
        var objective = new Objective(
                "deep", graph -> deep(graph, side), OptimizerPlan.adamW(Schedule.constant(1e-3), 0.01, 1));
        try (var trainer = Trainer.create(objective, 1, 8, switches)) {
            // begins the highest resident size anew
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
            for (int i = 0; i < 4; i++) {
                trainer.iterate(batch);
            }
            return mebibytes("VmHWM");
        }
    }

    /** Blocks of which each keeps about 12 MiB for the gradient. */
    private static Terms deep(Graph graph, long side) {
        var scope = graph.parameters();
        Tensor volume = graph.input("volume", Type.FLOAT32, 1, 1, side, side, side);
        Tensor x = volume.conv3d(scope.get("in", Initializer.xavierUniform(), 16, 1, 1, 1, 1), null, 1, 0, 1);
        for (int block = 0; block < 24; block++) {
            Tensor before = x;
            var weight = scope.get("block" + block, Initializer.xavierUniform(), 16, 16, 1, 1, 1);
            x = graph.segment(() -> before.conv3d(weight, null, 1, 0, 1)
                    .instanceNorm(1e-5)
                    .gelu()
                    .tanh()
                    .square()
                    .sigmoid()
                    .plus(before));
        }
        return Terms.of("fit", x.minus(1).square().mean());
    }

    private static Objective autoencoder() {
        return new Objective(
                "autoencoder",
                graph -> {
                    var scope = graph.parameters();
                    var volume = graph.input("volume", Type.FLOAT32, 1, 1, SIDE, SIDE, SIDE);
                    var output = volume.conv3d(
                                    scope.get("down.weight", Initializer.xavierUniform(), 16, 1, 3, 3, 3),
                                    scope.get("down.bias", Initializer.zeros(), 16),
                                    1,
                                    1,
                                    1)
                            .instanceNorm(1e-5)
                            .leakyRelu(0.01)
                            .dropout(0.1)
                            .conv3d(scope.get("up.weight", Initializer.xavierUniform(), 1, 16, 3, 3, 3), null, 1, 1, 1);
                    return Terms.of("fit", output.minus(volume).square().mean());
                },
                OptimizerPlan.adamW(Schedule.constant(1e-3), 0.01, 1));
    }

    private static double mebibytes(String what) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(what))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
