package io.scanloop.learning.training;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.random.CounterRandom;
import java.util.Map;

/** A small network with dropout, and samples for it. */
final class Mixer {
    private Mixer() {}

    static Objective objective() {
        return new Objective(
                "mixer",
                graph -> {
                    var encoder = graph.parameters().in("encoder");
                    var head = graph.parameters().in("head");
                    var hidden = graph.input("samples", Type.FLOAT32, 16, 8)
                            .linear(
                                    encoder.get("weight", Initializer.xavierUniform(), 8, 8),
                                    encoder.get("bias", Initializer.zeros(), 8))
                            .gelu()
                            .dropout(0.3);
                    var output = hidden.linear(head.get("weight", Initializer.xavierUniform(), 2, 8), null);
                    return Terms.of("fit", output.minus(1).square().mean());
                },
                OptimizerPlan.adamW(Schedule.constant(0.01), 0.05, 1));
    }

    static Batch samples(long iteration) {
        var values = new float[16 * 8];
        var random = CounterRandom.of(9, "samples", iteration);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Batch(Map.of("samples", HostTensor.of(values, 16, 8)), Map.of());
    }
}
