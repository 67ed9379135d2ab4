package io.scanloop.learning.estimate;

import io.scanloop.learning.graph.Cost;
import io.scanloop.learning.graph.Footprint;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.training.StepCost;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What training and prediction of a method take for a task: memory by their programs, time by a throughput. */
public final class Estimate {
    /**
     * Memory that a worker takes beside what is computed, in bytes: the engine's libraries and the virtual machine with a
     * small heap, measured as the resident memory before the first iteration.
     */
    public static final long PROCESS = 512L << 20;

    /** Passes of an iteration by their cost: forward, and twice that for gradients. Prediction is the first alone. */
    private static final double PASSES = 3;

    private static final double GIGA = 1e9;

    private final Method method;
    private final Task task;

    /** Multiply-accumulates of a batch of windows. */
    private final double windowMacs;

    /** Bytes of the network's weights and of a forward pass by such a batch. */
    private final long windowBytes;

    private final Map<Phase, StepCost> costs = new EnumMap<>(Phase.class);
    private final Map<Phase, Double> speeds = new EnumMap<>(Phase.class);

    /**
     * An estimate.
     *
     * @param finetuning the method's own or one that is made of it: in a regime, with an average or a mean teacher, whose pass
     *     is counted as dear as one with gradients
     * @param speeds multiply-accumulates of the forward pass that are done in a second of training, in 10^9, greater than 0,
     *     for each phase that the method has
     */
    public Estimate(Method method, Task task, Objective finetuning, Map<Phase, Double> speeds) {
        this.method = method;
        this.task = task;
        var graph = Graph.named(method.id());
        var logits = List.of(method.segmentation(graph, task));
        var cost = Cost.of(graph, logits);
        windowMacs = cost.maps() + cost.attention();
        windowBytes = Footprint.ofForward(graph, logits) + Float.BYTES * numbers(graph);
        for (var phase : Phase.of(method)) {
            costs.put(phase, StepCost.of(phase == Phase.FINETUNING ? finetuning : phase.objective(method, task)));
            this.speeds.put(phase, Objects.requireNonNull(speeds.get(phase)));
        }
    }

    /**
     * What an iteration of a phase takes.
     *
     * @throws IllegalArgumentException when the method has no such phase
     */
    public StepCost cost(Phase phase) {
        var cost = costs.get(phase);
        if (cost == null) {
            throw new IllegalArgumentException("%s has no %s".formatted(method.id(), phase.words()));
        }
        return cost;
    }

    /** Seconds of an iteration of a phase. */
    public double seconds(Phase phase) {
        return cost(phase).gigaMacs() / speed(phase);
    }

    /** The throughput of a phase. */
    public double speed(Phase phase) {
        return Objects.requireNonNull(speeds.get(phase), () -> method.id() + " has no " + phase.words());
    }

    /**
     * Seconds in which a study is labelled, window by window.
     *
     * @param shape voxels along X, Y, Z on the task's spacing
     */
    public double predictionSeconds(int... shape) {
        var windows = method.windows(task);
        return windows.batches(shape) * windowMacs / (PASSES * GIGA * speed(Phase.FINETUNING));
    }

    /**
     * Bytes that prediction of such a study takes: weights, a forward pass of a batch of windows, and sums of windows.
     *
     * @param shape as for {@link #predictionSeconds}
     */
    public long predictionBytes(int... shape) {
        return windowBytes + method.windows(task).bytes(shape, task.classes());
    }

    private static long numbers(Graph graph) {
        return graph.parameterMap().values().stream()
                .mapToLong(parameter -> parameter.value().count())
                .sum();
    }
}
