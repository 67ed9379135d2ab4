package io.scanloop.learning.estimate;

import io.scanloop.learning.export.AnyInputs;
import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Presets;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.program.Compute;
import io.scanloop.learning.training.StepCost;
import io.scanloop.learning.training.Trainer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How fast a phase of a method trains: seconds of one iteration, and the multiply-accumulates of its forward pass that
 * are done in each of them. The second is taken to be the same for all presets and tasks, so that the times of those that
 * were not measured follow from their multiply-accumulates.
 *
 * @param method that was measured
 * @param phase that was measured
 * @param seconds of one iteration of {@link #TASK}
 * @param gigaMacsPerSecond of the forward pass, 10^9 a second of the whole iteration
 */
public record Throughput(Method method, Phase phase, double seconds, double gigaMacsPerSecond) {
    /** What is measured: two contrasts, three classes, tiny. */
    public static final Task TASK =
            new Task(List.of("T1", "T2"), List.of(1, 2, 3), List.of(1.0, 1.0, 1.0), Presets.NAMES.get(0));

    /** The command by which the recorded seconds were measured. */
    public static final String COMMAND = "OMP_NUM_THREADS=1 deploy/cli/scanloop presets --measure tiny";

    /** Where. */
    public static final String MACHINE = "one thread of an AMD EPYC, two cores of a virtual machine, 27 November 2026";

    /** Seconds of an iteration of {@link #TASK}, by method and phase. */
    private static final Map<String, Double> RECORDED = Map.ofEntries(
            Map.entry("amae pre-training", 0.103),
            Map.entry("amae fine-tuning", 0.836),
            // the same pre-training; the fine-tuning beside amae's on a busy machine, 0.83 of its time
            Map.entry("amae-zero-filled pre-training", 0.103),
            Map.entry("amae-zero-filled fine-tuning", 0.694),
            Map.entry("missu fine-tuning", 0.670),
            Map.entry("pix2rep pre-training", 0.761),
            Map.entry("pix2rep fine-tuning", 0.295),
            Map.entry("residual-unet pre-training", 0.207),
            Map.entry("residual-unet fine-tuning", 0.167),
            Map.entry("smit pre-training", 0.451),
            Map.entry("smit fine-tuning", 0.209),
            Map.entry("swin-unetr pre-training", 0.292),
            Map.entry("swin-unetr fine-tuning", 0.414),
            // the same operations in another order of one concatenation
            Map.entry("swin-unetr-legacy pre-training", 0.292),
            Map.entry("swin-unetr-legacy fine-tuning", 0.414));

    private static final double NANO = 1e9;
    private static final int WARM_UP = 2;
    private static final int MOST_ITERATIONS = 9;
    private static final double LONGEST_SECONDS = 20;

    /** As {@link #COMMAND} measured it on {@link #MACHINE}. */
    public static Throughput recorded(Method method, Phase phase) {
        var seconds = RECORDED.get("%s %s".formatted(method.id(), phase.words()));
        if (seconds == null) {
            throw new IllegalStateException("%s of %s was never measured: %s prints what to add"
                    .formatted(phase.words(), method.id(), COMMAND));
        }
        return of(method, phase, TASK, seconds);
    }

    /**
     * Trains some iterations here, on numbers by formula. On a processor and one thread (OMP_NUM_THREADS=1) a second is one
     * of the calling thread's processor time, whatever else the machine does; elsewhere it is one of the clock. Crops are
     * not drawn.
     *
     * @param task as {@link #TASK}, of any preset
     */
    public static Throughput measure(Method method, Phase phase, Task task) {
        var objective = phase.objective(method, task);
        var graph = Graph.named(objective.name());
        var unused = objective.program().apply(graph); // only its inputs are wanted
        var inputs = new LinkedHashMap<>(AnyInputs.of(graph));
        inputs.keySet().removeAll(objective.inputs().keySet());
        var batch = new Batch(inputs, Map.of());
        var threads = ManagementFactory.getThreadMXBean();
        boolean isOneThread = Compute.device().equals("cpu") && "1".equals(System.getenv("OMP_NUM_THREADS"));
        LongSupplier clock = isOneThread ? threads::getCurrentThreadCpuTime : System::nanoTime;
        try (var trainer = Trainer.create(objective, 1, WARM_UP + MOST_ITERATIONS)) {
            for (int i = 0; i < WARM_UP; i++) {
                trainer.iterate(batch);
            }
            var times = new double[MOST_ITERATIONS];
            int done = 0;
            double spent = 0;
            while (done < MOST_ITERATIONS && spent < LONGEST_SECONDS) {
                long before = clock.getAsLong();
                trainer.iterate(batch);
                times[done] = (clock.getAsLong() - before) / NANO;
                spent += times[done++];
            }
            Arrays.sort(times, 0, done);
            return of(method, phase, task, (times[(done - 1) / 2] + times[done / 2]) / 2);
        }
    }

    private static Throughput of(Method method, Phase phase, Task task, double seconds) {
        double work = StepCost.of(phase.objective(method, task)).gigaMacs();
        return new Throughput(method, phase, seconds, work / seconds);
    }
}
