package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
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
            double before = residentMebibytes();
            for (int i = 0; i < ITERATIONS; i++) {
                trainer.iterate(batch);
            }
            System.gc();
            double after = residentMebibytes();

            System.out.printf("resident: %.0f MiB, %d iterations later %.0f MiB%n", before, ITERATIONS, after);
            // one iteration keeps about 4 MiB of values for the gradient
            assertThat(after - before).isLessThan(20);
        }
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

    private static double residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
