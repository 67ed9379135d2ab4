package io.scanloop.bench.learning;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.random.CounterRandom;
import io.scanloop.learning.training.Trainer;

/** A training step that is done again and again on one batch. */
final class TimedStep implements AutoCloseable {
    private final Trainer trainer;
    private final Batch batch;

    TimedStep(Objective objective, Batch batch, Switches switches) {
        this.trainer = Trainer.create(objective, 1, 1000, switches);
        this.batch = batch;
    }

    Trainer trainer() {
        return trainer;
    }

    /** Does steps. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            trainer.iterate(batch);
        }
    }

    /** Processor seconds of this process per step, over some steps. */
    double seconds(int steps) {
        return Processor.seconds(() -> run(steps)) / steps;
    }

    /** Normally distributed numbers. */
    static HostTensor normal(String purpose, long... shape) {
        var numbers = new float[(int) Shapes.count(shape)];
        var random = CounterRandom.of(1, purpose);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return HostTensor.of(numbers, shape);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
