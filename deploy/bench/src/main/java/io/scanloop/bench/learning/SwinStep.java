package io.scanloop.bench.learning;

import io.scanloop.learning.graph.Type;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.network.Norm;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.network.SwinEncoder;
import io.scanloop.learning.network.SwinUnetr;
import io.scanloop.learning.program.Switches;
import java.util.List;

/** A training step of Swin UNETR of feature size 12, 3 classes, one crop; {@code swin_step.py} is the same at a side of 64. */
final class SwinStep {
    static final int SIDE = 64;

    private SwinStep() {}

    static TimedStep of(int side, Switches switches) {
        var encoder =
                SwinEncoder.swinUnetr(12, List.of(2, 2, 2, 2), List.of(3, 6, 12, 24), 7, PatchMerging.LEXICOGRAPHIC);
        var network = new SwinUnetr(encoder, UnetStep.CLASSES, Norm.INSTANCE);
        var objective = new Objective(
                "swin-step",
                graph -> {
                    var images = graph.input("images", Type.FLOAT32, 1, 1, side, side, side);
                    var labels = graph.input("labels", Type.INT64, 1, side, side, side);
                    return Terms.of("fit", CrossEntropy.loss(network.logits(graph.parameters(), images), labels));
                },
                OptimizerPlan.adamW(Schedule.constant(1e-4), 0.05, 1));
        return new TimedStep(objective, UnetStep.batch(side), switches);
    }
}
