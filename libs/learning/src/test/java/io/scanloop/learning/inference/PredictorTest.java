package io.scanloop.learning.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.view.Studies;
import io.scanloop.learning.view.VolumeCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictorTest {
    private static final int EDGE = 4;

    @Test
    void probabilitiesAreTheSoftmaxOfTheMeanLogits() {
        var study = study(new int[] {9, 5, 6});

        var probabilities = new ArrayList<float[]>();
        short[] labels;
        try (var predictor = predictor(x -> x, Mirrors.NONE)) {
            predictor.probabilities(study, (x, plane) -> probabilities.add(plane.clone()));
            labels = predictor.predict(study);
        }

        var image = new float[9 * 5 * 6];
        study.crop(0, new int[3], study.shape(), image, 0);
        for (int x = 0; x < 9; x++) {
            float[] plane = probabilities.get(x);
            for (int at = 0; at < 30; at++) {
                double expected = 1 / (1 + Math.exp(-image[x * 30 + at]));
                assertThat(plane[30 + at]).isCloseTo((float) expected, within(1e-5f));
                assertThat(plane[at] + plane[30 + at]).isCloseTo(1, within(1e-6f));
                assertThat(labels[x + 9 * (at / 6 + 5 * (at % 6))]).isEqualTo((short) (plane[30 + at] > 0.5 ? 1 : 0));
            }
        }
    }

    @Test
    void aNetworkWithoutASideSeesTheSameInTheMirror() {
        var study = study(new int[] {6, 4, 5});

        assertThat(labels(study, x -> x, Mirrors.ALL_AXES)).containsExactly(labels(study, x -> x, Mirrors.NONE));
    }

    @Test
    void whatIsSeenInTheMirrorIsTurnedBackAndAveraged() {
        // each voxel is told by its neighbour ahead on all axes: in the mirror by the one behind
        var study = study(new int[] {EDGE, EDGE, EDGE});
        var image = new float[EDGE * EDGE * EDGE];
        study.crop(0, new int[3], study.shape(), image, 0);

        var planes = new ArrayList<float[]>();
        try (var predictor = predictor(x -> x.roll(-1, 2).roll(-1, 3).roll(-1, 4), Mirrors.ALL_AXES)) {
            predictor.probabilities(study, (x, plane) -> planes.add(plane.clone()));
        }

        for (int voxel = 0; voxel < image.length; voxel++) {
            double sum = 0;
            for (int state = 0; state < 8; state++) {
                int x = moved(voxel / (EDGE * EDGE), state & 1);
                int y = moved(voxel / EDGE % EDGE, state & 2);
                int z = moved(voxel % EDGE, state & 4);
                sum += image[(x * EDGE + y) * EDGE + z];
            }
            float probability = planes.get(voxel / (EDGE * EDGE))[EDGE * EDGE + voxel % (EDGE * EDGE)];
            assertThat(probability).isCloseTo((float) (1 / (1 + Math.exp(-sum / 8))), within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void flippingTwiceChangesNothing(int state) {
        var random = new SplittableRandom(state);
        var numbers = new float[2 * 2 * 3 * 4 * 5];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble();
        }
        var grids = HostTensor.of(numbers, 2, 2, 3, 4, 5);

        assertThat(Mirrors.flipped(Mirrors.flipped(grids, state), state).asFloats())
                .containsExactly(numbers);
    }

    private static int moved(int place, int mirrored) {
        return (place + (mirrored == 0 ? 1 : EDGE - 1)) % EDGE;
    }

    private static short[] labels(VolumeCase study, UnaryOperator<Tensor> network, Mirrors mirrors) {
        try (var predictor = predictor(network, mirrors)) {
            return predictor.predict(study);
        }
    }

    /** Two classes: logits 0 and what the network makes of the image. */
    private static Predictor predictor(UnaryOperator<Tensor> network, Mirrors mirrors) {
        var graph = Graph.named("predictor");
        Tensor images = graph.input("images", Type.FLOAT32, 2, 1, EDGE, EDGE, EDGE);
        graph.input("present", Type.FLOAT32, 2, 1);
        Tensor logits = Graph.concat(1, List.of(images.times(0), network.apply(images)));
        var windows = new SlidingWindow(EDGE, EDGE, EDGE, 0.5, Weighting.GAUSSIAN, 2);
        return new Predictor(Program.forward(graph, Map.of("logits", logits)), windows, 1, 2, mirrors);
    }

    private static VolumeCase study(int[] shape) {
        var random = new SplittableRandom(5);
        var voxels = new float[shape[0] * shape[1] * shape[2]];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) random.nextDouble(-2, 2);
        }
        return new VolumeCase("study", List.of(Studies.volume(shape, voxels)), null, 1);
    }
}
