package io.scanloop.learning.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.GridCorners;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What operators are, said by other operators. */
class OperatorIdentityTest {
    private static void assertSame(Function<Probe, Tensor> one, Function<Probe, Tensor> other) {
        assertThat(Probe.output(one)).containsExactly(Probe.output(other), within(1e-12));
    }

    @Test
    void transposedConvolutionIsAConvolutionToEightTimesTheChannels() {
        int in = 3;
        int out = 2;

        assertSame(
                p -> {
                    var x = p.input(2, in, 2, 3, 2);
                    return x.convTranspose3d(p.input(in, out, 2, 2, 2), p.input(out), 2);
                },
                p -> {
                    var x = p.input(2, in, 2, 3, 2);
                    var weight =
                            p.input(in, out, 2, 2, 2).permute(1, 2, 3, 4, 0).reshape(8 * out, in, 1, 1, 1);
                    var bias = p.input(out).unsqueeze(1).expand(out, 8).reshape(8 * out);
                    return x.conv3d(weight, bias, 1, 0, 1)
                            .reshape(2, out, 2, 2, 2, 2, 3, 2)
                            .permute(0, 1, 5, 2, 6, 3, 7, 4)
                            .reshape(2, out, 4, 6, 4);
                });
    }

    @Test
    void groupNormIsALayerNormOfItsGroups() {
        assertSame(
                p -> p.input(2, 4, 3, 2, 2).groupNorm(2, p.input(4), p.input(4), 1e-5),
                p -> p.input(2, 4, 3, 2, 2)
                        .reshape(2, 2, 24)
                        .layerNorm(1, null, null, 1e-5)
                        .reshape(2, 4, 3, 2, 2)
                        .times(p.input(4).reshape(4, 1, 1, 1))
                        .plus(p.input(4).reshape(4, 1, 1, 1)));
    }

    @Test
    void instanceNormIsALayerNormOfEachChannel() {
        assertSame(
                p -> p.input(2, 4, 3, 2, 2).instanceNorm(1e-5),
                p -> p.input(2, 4, 3, 2, 2)
                        .reshape(2, 4, 12)
                        .layerNorm(1, null, null, 1e-5)
                        .reshape(2, 4, 3, 2, 2));
    }

    @Test
    void layerNormHasMeanZeroAndVarianceOne() {
        assertSame(p -> p.input(3, 5).layerNorm(1, null, null, 1e-5), p -> {
            var x = p.input(3, 5);
            var centred = x.minus(x.meanKeep(1));
            return centred.times(centred.square().meanKeep(1).plus(1e-5).rsqrt());
        });
    }

    @Test
    void rollJoinsTwoSlices() {
        assertSame(p -> p.input(2, 5).roll(2, 1), p -> {
            var x = p.input(2, 5);
            return Graph.concat(1, List.of(x.slice(1, 3, 5), x.slice(1, 0, 3)));
        });
    }

    @Test
    void trilinearUpsamplingIsThreePassesOfQuarters() {
        assertSame(p -> p.input(1, 2, 3, 2, 4).upsampleTrilinear(2), p -> {
            var x = p.input(1, 2, 3, 2, 4);
            for (int axis = 2; axis < 5; axis++) {
                x = doubled(x, axis);
            }
            return x;
        });
    }

    private static Tensor doubled(Tensor x, int axis) {
        long n = x.size(axis);
        var before = Graph.concat(axis, List.of(x.slice(axis, 0, 1), x.slice(axis, 0, n - 1)));
        var after = Graph.concat(axis, List.of(x.slice(axis, 1, n), x.slice(axis, n - 1, n)));
        var even = before.times(0.25).plus(x.times(0.75));
        var odd = x.times(0.75).plus(after.times(0.25));
        var shape = x.shape();
        shape[axis] *= 2;
        return Graph.stack(axis + 1, List.of(even, odd)).reshape(shape);
    }

    @Test
    void attentionIsASoftmaxOfProducts() {
        assertSame(
                p -> p.input(2, 2, 3, 4).attention(p.input(2, 2, 5, 4), p.input(2, 2, 5, 4), p.input(2, 1, 1, 5)),
                p -> {
                    var query = p.input(2, 2, 3, 4);
                    var key = p.input(2, 2, 5, 4);
                    var value = p.input(2, 2, 5, 4);
                    var scores = query.matmul(key.transpose(2, 3)).over(2).plus(p.input(2, 1, 1, 5));
                    return scores.softmax(-1).matmul(value);
                });
    }

    @Test
    void convolutionWithStrideOfItsKernelIsALinearMapOfPatches() {
        assertSame(p -> p.input(1, 2, 4, 2, 2).conv3d(p.input(3, 2, 2, 2, 2), p.input(3), 2, 0, 1), p -> {
            var patches = p.input(1, 2, 4, 2, 2)
                    .reshape(1, 2, 2, 2, 1, 2, 1, 2)
                    .permute(0, 2, 4, 6, 1, 3, 5, 7)
                    .reshape(1, 2, 16);
            return patches.linear(p.input(3, 2, 2, 2, 2).reshape(3, 16), p.input(3))
                    .permute(0, 2, 1)
                    .reshape(1, 3, 2, 1, 1);
        });
    }

    @Test
    void scatterUndoesGather() {
        assertSame(p -> p.input(2, 3), p -> {
            var x = p.input(2, 3);
            var order = p.indices(new long[] {2, 0, 1, 1, 2, 0}, 2, 3);
            return x.times(0).scatter(1, order, x.gather(1, order));
        });
    }

    @Test
    void oneHotMarksTheClass() {
        assertThat(Probe.output(p -> p.indices(new long[] {2, 0}, 2).oneHot(3).to(Type.FLOAT64)))
                .containsExactly(0, 0, 1, 1, 0, 0);
    }

    @Test
    void transposedConvolutionInThePlaneIsAConvolutionToFourTimesTheChannels() {
        assertSame(p -> p.input(2, 3, 2, 3).convTranspose2d(p.input(3, 2, 2, 2), p.input(2), 2), p -> {
            var x = p.input(2, 3, 2, 3);
            var weight = p.input(3, 2, 2, 2).permute(1, 2, 3, 0).reshape(8, 3, 1, 1);
            var bias = p.input(2).unsqueeze(1).expand(2, 4).reshape(8);
            return x.conv2d(weight, bias, 1, 0, 1)
                    .reshape(2, 2, 2, 2, 2, 3)
                    .permute(0, 1, 4, 2, 5, 3)
                    .reshape(2, 2, 4, 6);
        });
    }

    @Test
    void paddedTransposedConvolutionIsAConvolutionOfSpreadVoxels() {
        assertSame(p -> p.input(1, 2, 2, 3, 2).convTranspose3d(p.input(2, 3, 3, 3, 3), null, 2, 1, 1), p -> {
            var x = p.input(1, 2, 2, 3, 2);
            // a zero after each voxel; k - 1 - padding of zeros around, of which one is there at the far side
            for (int axis = 2; axis < 5; axis++) {
                var shape = x.shape();
                shape[axis] *= 2;
                x = Graph.stack(axis + 1, List.of(x, x.times(0))).reshape(shape).pad(axis, 1, 1);
            }
            var weight = p.input(2, 3, 3, 3, 3).transpose(0, 1).flip(2).flip(3).flip(4);
            return x.conv3d(weight, null, 1, 0, 1);
        });
    }

    @Test
    void convolutionInThePlaneIsOneOfASingleSlice() {
        assertSame(
                p -> p.input(2, 3, 5, 4).conv2d(p.input(2, 3, 3, 3), p.input(2), 2, 1, 1),
                p -> p.input(2, 3, 5, 4)
                        .unsqueeze(4)
                        .conv3d(
                                p.input(2, 3, 3, 3).unsqueeze(4),
                                p.input(2),
                                new int[] {2, 2, 1},
                                new int[] {1, 1, 0},
                                new int[] {1, 1, 1})
                        .squeeze(4));
    }

    @Test
    void maxPoolIsTheMaximumOfBlocks() {
        assertSame(
                p -> p.input(2, 3, 4, 6).maxPool(2),
                p -> p.input(2, 3, 4, 6)
                        .reshape(2, 3, 2, 2, 3, 2)
                        .permute(0, 1, 2, 4, 3, 5)
                        .reshape(2, 3, 2, 3, 4)
                        .max(-1));
    }

    @Test
    void samplingAtTheMiddlesOfVoxelsGivesTheGrid() {
        // sizes 2 and 3: middles at -1/2, 1/2 and -2/3, 0, 2/3 from face to face, at the ends when corners are aligned
        double[] faces = {-1 / 2., -2 / 3., -1 / 2., 0, -1 / 2., 2 / 3., 1 / 2., -2 / 3., 1 / 2., 0, 1 / 2., 2 / 3.};
        double[] aligned = {-1, -1, -1, 0, -1, 1, 1, -1, 1, 0, 1, 1};

        assertSame(
                p -> p.input(1, 2, 2, 3).gridSample(p.given(faces, 1, 2, 3, 2), GridCorners.OUTER_FACES),
                p -> p.input(1, 2, 2, 3));
        assertSame(
                p -> p.input(1, 2, 2, 3).gridSample(p.given(aligned, 1, 2, 3, 2), GridCorners.ALIGNED),
                p -> p.input(1, 2, 2, 3));
    }

    @Test
    void batchNormIsAScaleAndAShift() {
        assertSame(p -> p.input(3, 2, 2).batchNorm(p.input(2), p.input(2), p.input(2), p.positive(2), 1e-5), p -> {
            var x = p.input(3, 2, 2);
            var weight = p.input(2).reshape(2, 1);
            var bias = p.input(2).reshape(2, 1);
            var mean = p.input(2).reshape(2, 1);
            var variance = p.positive(2).reshape(2, 1);
            return x.minus(mean)
                    .times(variance.plus(1e-5).rsqrt())
                    .times(weight)
                    .plus(bias);
        });
    }

    @Test
    void normalizedVectorsHaveLengthOne() {
        assertSame(p -> p.input(2, 3).normalize(1), p -> {
            var x = p.input(2, 3);
            return x.over(x.square().sumKeep(1).sqrt());
        });
        assertThat(Probe.output(p -> p.input(2, 3).times(0).normalize(1).abs())).containsOnly(0);
    }

    @Test
    void preluIsALeakyReluThatLearns() {
        assertSame(
                p -> p.input(2, 3, 2).prelu(p.given(new double[] {0.25}, 1)),
                p -> p.input(2, 3, 2).leakyRelu(0.25));
    }

    @Test
    void droppingSamplesDoesNothingInAForwardProgram() {
        assertSame(p -> p.input(4, 3).dropSamples(0.5), p -> p.input(4, 3));
    }

    @Test
    void droppingSamplesTakesEachAsAWhole() {
        var probe = new Probe();
        var kept = probe.given(filled(400 * 3), 400, 3).dropSamples(0.25);

        var values = probe.runTraining(kept);

        int dropped = 0;
        for (int sample = 0; sample < 400; sample++) {
            double first = values[3 * sample];
            assertThat(first).isIn(0.0, 1 / 0.75);
            assertThat(values[3 * sample + 1]).isEqualTo(first);
            assertThat(values[3 * sample + 2]).isEqualTo(first);
            dropped += first == 0 ? 1 : 0;
        }
        // 100 expected, standard deviation 8.7
        assertThat(dropped).isBetween(60, 140);
    }

    private static double[] filled(int count) {
        var ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
