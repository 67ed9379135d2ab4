package io.scanloop.bench.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Mode;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Teacher;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.program.CompiledModule;
import io.scanloop.learning.program.CompiledModule.Argument;
import io.scanloop.learning.program.CompiledModule.Many;
import io.scanloop.learning.program.CompiledModule.One;
import io.scanloop.learning.program.Compute;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.training.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What norm, clipping, AdamW and teacher cost for 10 million parameters: the updating method of a step of two
 * micro-batches, which also halves the sums of gradients and clears them.
 */
final class Update {
    private static final int PARAMETERS = 100;
    private static final int EACH = 100_000;
    private static final int CALLS = 10;
    /** Bytes of one list. */
    private static final long FLOATS = (long) PARAMETERS * EACH * Float.BYTES;
    /**
     * Lists that pass through memory: the norm reads gradients; AdamW reads and writes gradients (for clipping), weights
     * and two moments; the teacher reads two lists and writes one; clearing writes one.
     */
    private static final int MOVED = 1 + 8 + 3 + 1;

    private Update() {}

    /** A row of a table. */
    static String row(int rounds) {
        var plan = OptimizerPlan.adamW(Schedule.constant(1e-4), 0.05, 1);
        var teacher = new Teacher("student.", "teacher.", Schedule.constant(0.996));
        var objective = new Objective("update", Update::program, plan, teacher);
        String text;
        try (var trainer = Trainer.create(objective, 1, 1, Switches.PLAIN.withMicroBatches(2))) {
            text = trainer.text();
        }
        var seconds = new double[rounds];
        try (var module = CompiledModule.of(text);
                var owner = Compute.newOwner()) {
            List<Argument> lists = lists(owner);
            call(module, owner, lists);
            for (int round = 0; round < rounds; round++) {
                seconds[round] = Processor.seconds(() -> call(module, owner, lists)) / CALLS;
            }
        }
        return """
                | norm, clipping, AdamW, teacher and clearing of sums, 10 M parameters in %d tensors | %s | <= 15 ms |
                | a plain copy of as many bytes as that reads and writes (%d MB) | %s |  |
                """.formatted(
                PARAMETERS, Processor.spread(seconds), MOVED * FLOATS / 1_000_000, Processor.spread(copies(rounds)));
    }

    /** What the machine's memory allows. */
    private static double[] copies(int rounds) {
        var from = new float[(int) FLOATS / Float.BYTES];
        var to = new float[from.length];
        var seconds = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            seconds[round] = Processor.seconds(() -> {
                        for (int i = 0; i < CALLS * MOVED / 2; i++) {
                            System.arraycopy(from, 0, to, 0, from.length);
                        }
                    })
                    / CALLS;
        }
        return seconds;
    }

    /** In the order in which the method takes them. */
    private static List<Argument> lists(NDManager owner) {
        return Stream.of("weights_0", "weights_1", "means_0", "squares_0", "counts_0", "sums_0")
                .map(name -> (Argument) new Many(name, arrays(owner, name.startsWith("counts"))))
                .toList();
    }

    private static List<NDArray> arrays(NDManager owner, boolean isScalar) {
        var arrays = new ArrayList<NDArray>();
        for (int n = 0; n < PARAMETERS; n++) {
            arrays.add(owner.zeros(isScalar ? new Shape() : new Shape(EACH)));
        }
        return arrays;
    }

    private static void call(CompiledModule module, NDManager owner, List<Argument> lists) {
        for (int i = 0; i < CALLS; i++) {
            try (var step = owner.newSubManager()) {
                var arguments = new ArrayList<>(lists);
                for (double number : new double[] {1, 1e-4, 0.996}) {
                    arguments.add(new One(step.create(number)));
                }
                module.call(step, "update", Mode.TRAINING, arguments);
            }
        }
    }

    private static Terms program(Graph graph) {
        Tensor sum = graph.scalar(0);
        for (int n = 0; n < PARAMETERS; n++) {
            var name = "w" + n;
            Tensor student = graph.parameters().in("student").get(name, Initializer.normal(0.02), EACH);
            Tensor teacher = graph.parameters().in("teacher").get(name, Initializer.zeros(), EACH);
            sum = sum.plus(student.minus(teacher).sum());
        }
        return Terms.of("fit", sum.square());
    }
}
