package io.scanloop.learning.training;

import ai.djl.ndarray.NDManager;
import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Mode;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.program.CompiledModule;
import io.scanloop.learning.program.CompiledModule.Argument;
import io.scanloop.learning.program.CompiledModule.Many;
import io.scanloop.learning.program.CompiledModule.One;
import io.scanloop.learning.program.Inputs;
import io.scanloop.learning.program.NamedArrays;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.random.CounterRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of the engine that make an iteration: one of the whole step; where several batches make one update, one of each
 * batch and one of the update. They change the state in place.
 */
final class IterationCalls {
    private final Objective objective;
    private final long seed;
    private final long total;
    private final StepText text;
    private final CompiledModule module;
    private final NDManager owner;
    private final TrainedState state;
    private final List<Argument> constants = new ArrayList<>();
    private final Inputs inputs;
    /** Of gradients; empty where each batch makes an update. */
    private final NamedArrays sums;

    IterationCalls(
            Objective objective,
            long seed,
            long total,
            int microBatches,
            StepText text,
            CompiledModule module,
            NDManager owner,
            TrainedState state) {
        this.objective = objective;
        this.seed = seed;
        this.total = total;
        this.text = text;
        this.module = module;
        this.owner = owner;
        this.state = state;
        Program.constants(owner, text.listing()).forEach(array -> constants.add(new One(array)));
        this.inputs = new Inputs(text.listing().inputs());
        this.sums = NamedArrays.zeros(
                owner, microBatches == 1 ? Map.of() : state.means().shapes());
    }

    /**
     * Does an iteration.
     *
     * @param batches as many as make an update
     * @return loss, norm, what is reported, the likeness of a teacher
     */
    double[] of(List<Batch> batches, long iteration) {
        return batches.size() == 1 ? step(batches.get(0), iteration) : accumulated(batches, iteration);
    }

    private double[] step(Batch batch, long iteration) {
        try (var step = owner.newSubManager()) {
            var arguments = given(step, batch, iteration);
            arguments.addAll(state.arguments());
            arguments.add(new One(step.create(chance(iteration, 0))));
            arguments.addAll(numbers(step, iteration));
            return call(step, StepText.METHOD, arguments);
        }
    }

    /** As one step gives them. */
    private double[] accumulated(List<Batch> batches, long iteration) {
        var values = new double[2 + text.reported().size() + (objective.teacher() == null ? 0 : 1)];
        for (int i = 0; i < batches.size(); i++) {
            try (var step = owner.newSubManager()) {
                var arguments = given(step, batches.get(i), iteration);
                arguments.addAll(state.weightArguments());
                arguments.addAll(sumArguments());
                arguments.add(new One(step.create(chance(iteration, i))));
                var some = call(step, StepText.ACCUMULATE, arguments);
                values[0] += some[0] / batches.size();
                for (int at = 1; at < some.length; at++) {
                    values[1 + at] += some[at] / batches.size();
                }
            }
        }
        try (var step = owner.newSubManager()) {
            var arguments = new ArrayList<>(state.changing());
            arguments.addAll(sumArguments());
            arguments.add(new One(step.create(values[0])));
            arguments.addAll(numbers(step, iteration));
            var updated = call(step, StepText.UPDATE, arguments);
            values[1] = updated[0];
            System.arraycopy(updated, 1, values, values.length - updated.length + 1, updated.length - 1);
        }
        return values;
    }

    private double[] call(NDManager step, String method, List<Argument> arguments) {
        return module.call(step, method, Mode.TRAINING, arguments)
                .singletonOrThrow()
                .toDoubleArray();
    }

    private List<Argument> given(NDManager step, Batch batch, long iteration) {
        var arguments = new ArrayList<Argument>();
        var all = new HashMap<>(batch.inputs());
        objective.scheduled(iteration, total).forEach((name, value) -> {
            if (all.put(name, HostTensor.of(new float[] {value.floatValue()})) != null) {
                throw new IllegalArgumentException("input %s of %s follows a schedule, the batch has one of its own"
                        .formatted(name, objective.name()));
            }
        });
        inputs.arrays(step, all).forEach(array -> arguments.add(new One(array)));
        arguments.addAll(constants);
        return arguments;
    }

    private List<Argument> sumArguments() {
        var arguments = new ArrayList<Argument>();
        StepText.trained(text.groups()).forEach(group -> arguments.add(new Many(group.sums(), sums.of(group.paths()))));
        return arguments;
    }

    /** What the schedules say, in the order in which the step takes them. */
    private List<Argument> numbers(NDManager step, long iteration) {
        var numbers = new ArrayList<Argument>();
        numbers.add(new One(step.create(objective.optimizer().rate().at(iteration, total))));
        var teacher = objective.teacher();
        if (teacher != null) {
            numbers.add(new One(step.create(teacher.momentum().at(iteration, total))));
        }
        StepText.late(text.groups())
                .forEach(group -> numbers.add(new One(step.create(group.isOpen(iteration, total) ? 1.0 : 0.0))));
        return numbers;
    }

    /** What the engine's generator begins with, for each batch of an iteration. */
    private long chance(long iteration, int batch) {
        var random = batch == 0
                ? CounterRandom.of(seed, "engine", iteration)
                : CounterRandom.of(seed, "engine", iteration, batch);
        return random.nextLong();
    }
}
