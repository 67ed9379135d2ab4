package io.scanloop.learning.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.export.AnyInputs;
import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.training.StepCost;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Computed memory beside what the kernel says that an iteration took at its peak. */
@Tag("slow")
class ResidentMemoryTest {
    private static final double MEBI = 1024 * 1024;

    @ParameterizedTest
    @CsvSource({
        "amae, FINETUNING",
        "missu, FINETUNING",
        "pix2rep, PRETRAINING",
        "pix2rep, FINETUNING",
        "smit, PRETRAINING",
        "swin-unetr, PRETRAINING",
        "swin-unetr, FINETUNING",
    })
    void anIterationTakesWhatIsComputed(String method, Phase phase) throws IOException {
        var objective = phase.objective(Methods.named(method), Throughput.TASK);
        var graph = Graph.named("inputs");
        var unused = objective.program().apply(graph); // only its inputs are wanted
        var inputs = new HashMap<>(AnyInputs.of(graph));
        inputs.keySet().removeAll(objective.inputs().keySet());
        var batch = new Batch(inputs, Map.of());
        double computed = StepCost.of(objective).values() / MEBI;

        try (var trainer = Trainer.create(objective, 1, 10)) {
            trainer.iterate(batch);
            trainer.iterate(batch);
            System.gc();
            double idle = mebibytes("VmRSS");
            Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak is counted from here on
            trainer.iterate(batch);
            double taken = mebibytes("VmHWM") - idle;

            System.out.printf("%s %s: computed %.0f MiB, taken %.0f MiB%n", method, phase, computed, taken);
            // the allocator may hold on to some of what the warm-up used
            assertThat(taken).isBetween(0.75 * computed - 10, 1.25 * computed + 10);
        }
    }

    private static double mebibytes(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
