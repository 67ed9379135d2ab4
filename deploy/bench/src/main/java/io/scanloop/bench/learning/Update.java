package io.scanloop.bench.learning;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Teacher;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.program.Switches;
import java.util.Map;

/**
 * What clipping, AdamW and the teacher cost for 10 million parameters: a step of a network that has nothing else to do.
 * Its gradient, zeros but for one number of each parameter, is written once and is part of the figure.
 */
final class Update {
    private static final int PARAMETERS = 100;
    private static final int EACH = 100_000;
    private static final int STEPS = 10;
    /** Of one number for each parameter. */
    private static final long BYTES = (long) PARAMETERS * EACH * Float.BYTES;
    /**
     * Numbers for each parameter that pass through memory: a gradient is written, and read for the norm; AdamW reads and
     * writes gradient (for clipping), weight and two moments; the teacher reads two and writes one.
     */
    private static final int MOVED = 2 + 8 + 3;

    private Update() {}

    /** A row of a table. */
    static String row(int rounds) {
        var plan = OptimizerPlan.adamW(Schedule.constant(1e-4), 0.05, 1);
        var teacher = new Teacher("student.", "teacher.", Schedule.constant(0.996));
        var objective = new Objective("update", Update::program, plan, teacher);
        var seconds = new double[rounds];
        try (var step = new TimedStep(objective, new Batch(Map.of(), Map.of()), Switches.PLAIN)) {
            step.run(5);
            for (int round = 0; round < rounds; round++) {
                seconds[round] = step.seconds(STEPS);
            }
        }
        return """
                | clipping, AdamW and teacher of 10 M parameters in %d tensors, zeroing of gradients included | %s | <= 15 ms |
                | a plain copy of as many bytes as that reads and writes (%d MB) | %s |  |
                """.formatted(
                PARAMETERS, Processor.spread(seconds), MOVED * BYTES / 1_000_000, Processor.spread(copies(rounds)));
    }

    /** What the machine's memory allows. */
    private static double[] copies(int rounds) {
        var from = new float[PARAMETERS * EACH];
        var to = new float[from.length];
        var seconds = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            seconds[round] = Processor.seconds(() -> {
                        for (int i = 0; i < STEPS * MOVED / 2; i++) {
                            System.arraycopy(from, 0, to, 0, from.length);
                        }
                    })
                    / STEPS;
        }
        return seconds;
    }

    private static Terms program(Graph graph) {
        Tensor sum = graph.scalar(0);
        for (int n = 0; n < PARAMETERS; n++) {
            var name = "w" + n;
            Tensor student = graph.parameters().in("student").get(name, Initializer.normal(0.02), EACH);
            Tensor teacher = graph.parameters().in("teacher").get(name, Initializer.zeros(), EACH);
            sum = sum.plus(student.slice(0, 0, 1).minus(teacher.slice(0, 0, 1)).sum());
        }
        return Terms.of("fit", sum.square());
    }
}
