package io.scanloop.bench.learning;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.view.VolumeCase;
import java.util.List;
import java.util.Map;

/** What putting a volume together costs beside the calls of the network that it needs. */
final class Stitching {
    private static final int WINDOW = UnetStep.SIDE;
    /** Windows on each axis of the volume, at half a window from each other. */
    private static final int WINDOWS = 2;

    private static final int SIDE = WINDOW + (WINDOWS - 1) * WINDOW / 2;

    private Stitching() {}

    /** A row of a table. */
    static String row(int rounds) {
        int calls = WINDOWS * WINDOWS * WINDOWS;
        Map<String, HostTensor> one = Map.of(
                "images", TimedStep.normal("images", 1, 1, WINDOW, WINDOW, WINDOW),
                "present", HostTensor.of(new float[] {1}, 1, 1));
        var windows = new SlidingWindow(WINDOW, WINDOW, WINDOW, 0.5, Weighting.GAUSSIAN, 1);
        var ratios = new double[rounds];
        try (var bare = program();
                var predictor = new Predictor(program(), windows, 1, UnetStep.CLASSES)) {
            var study = study();
            bare.run(one);
            predictor.predict(study);
            for (int round = 0; round < rounds; round++) {
                double network = Processor.seconds(() -> {
                    for (int call = 0; call < calls; call++) {
                        bare.run(one);
                    }
                });
                double whole = Processor.seconds(() -> predictor.predict(study));
                ratios[round] = whole / network - 1;
                System.err.printf("stitching: %.2f s, bare calls %.2f s%n", whole, network);
            }
        }
        return "| stitching of a volume of %d^3 from %d windows of %d^3 (U-Net), beside the bare calls | **%.1f %%** | <= 10 %% |%n"
                .formatted(SIDE, calls, WINDOW, 100 * Processor.median(ratios));
    }

    private static Program program() {
        var graph = Graph.named("unet");
        Tensor images = graph.input("images", Type.FLOAT32, 1, 1, WINDOW, WINDOW, WINDOW);
        graph.input("present", Type.FLOAT32, 1, 1);
        var program = Program.forward(graph, Map.of("logits", UnetStep.logits(graph, images)));
        program.initialize(1);
        return program;
    }

    private static VolumeCase study() {
        var affine = Affine.of(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}});
        var voxels = TimedStep.normal("study", SIDE, SIDE, SIDE).asFloats();
        var volume = new Volume(Geometry.of(new int[] {SIDE, SIDE, SIDE}, affine), voxels);
        return new VolumeCase("study", List.of(volume), null, UnetStep.CLASSES - 1);
    }
}
