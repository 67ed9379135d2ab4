package io.scanloop.bench.learning;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.network.Convolution;
import io.scanloop.learning.program.Switches;
import java.util.ArrayList;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A training step of a residual 3-D U-Net: 16, 32, 64, 128 channels, two residual blocks a level, 3 classes, one crop;
 * {@code unet_step.py} is the same at a side of 64.
 */
final class UnetStep {
    static final int SIDE = 64;
    static final int CLASSES = 3;
    private static final int[] CHANNELS = {16, 32, 64, 128};

    private UnetStep() {}

    static TimedStep of(int side, Switches switches) {
        var objective = new Objective(
                "unet-step",
                graph -> {
                    Tensor logits = logits(graph, graph.input("images", Type.FLOAT32, 1, 1, side, side, side));
                    Tensor labels = graph.input("labels", Type.INT64, 1, side, side, side);
                    return Terms.of("fit", CrossEntropy.loss(logits, labels));
                },
                OptimizerPlan.adamW(Schedule.constant(1e-4), 0.05, 1));
        return new TimedStep(objective, batch(side), switches);
    }

    /** A crop and its labels, by chance. */
    static Batch batch(int side) {
        var random = new SplittableRandom(1);
        var labels = new long[side * side * side];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(CLASSES);
        }
        Map<String, HostTensor> inputs = Map.of(
                "images", TimedStep.normal("images", 1, 1, side, side, side),
                "labels", HostTensor.of(labels, 1, side, side, side));
        return new Batch(inputs, Map.of());
    }

    /** (B, classes, X, Y, Z) of (B, 1, X, Y, Z). */
    static Tensor logits(Graph graph, Tensor images) {
        var scope = graph.parameters();
        var skips = new ArrayList<Tensor>();
        Tensor x = images;
        for (int level = 0; level < CHANNELS.length; level++) {
            int channels = CHANNELS[level];
            var name = scope.in("level" + level);
            if (level > 0) {
                long before = x.size(1);
                Tensor weight =
                        name.get("down.weight", Initializer.pytorchDefault(before * 8), channels, before, 2, 2, 2);
                x = x.conv3d(weight, null, 2, 0, 1);
            }
            x = Convolution.residual(name, x, channels);
            skips.add(x);
        }
        for (int level = CHANNELS.length - 2; level >= 0; level--) {
            Tensor in = x;
            Tensor skip = skips.get(level);
            int channels = CHANNELS[level];
            var name = scope.in("up" + level);
            x = Convolution.upWithSkip(name, in, skip, channels);
        }
        return Convolution.out(scope.in("out"), x, CLASSES);
    }
}
