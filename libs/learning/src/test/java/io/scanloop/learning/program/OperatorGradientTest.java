package io.scanloop.learning.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.GridCorners;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorGradientTest {
    private static final double TOLERANCE = 1e-7;

    static Stream<Arguments> operators() {
        return Stream.of(
                operator("plus", p -> p.input(2, 3).plus(p.input(3))),
                operator("minus", p -> p.input(2, 3).minus(p.input(2, 1))),
                operator("times", p -> p.input(2, 3).times(p.input(1, 3))),
                operator("over", p -> p.input(2, 3).over(p.positive(3))),
                operator("plus number", p -> p.input(3).plus(2.5)),
                operator("minus number", p -> p.input(3).minus(2.5)),
                operator("times number", p -> p.input(3).times(-1e-3)),
                operator("over number", p -> p.input(3).over(3)),
                operator("maximum", p -> p.input(2, 3).maximum(p.input(2, 3))),
                operator("negate", p -> p.input(3).negate()),
                operator("pow", p -> p.positive(3).pow(1.5)),
                operator("square", p -> p.input(3).square()),
                operator("sqrt", p -> p.positive(3).sqrt()),
                operator("rsqrt", p -> p.positive(3).rsqrt()),
                operator("exp", p -> p.input(3).exp()),
                operator("log", p -> p.positive(3).log()),
                operator("abs", p -> p.input(5).abs()),
                operator("clamp", p -> p.input(9).clamp(-0.7, 0.6)),
                operator("relu", p -> p.input(5).relu()),
                operator("leakyRelu", p -> p.input(5).leakyRelu(0.01)),
                operator("gelu", p -> p.input(5).gelu()),
                operator("sigmoid", p -> p.input(5).sigmoid()),
                operator("tanh", p -> p.input(5).tanh()),
                operator("softmax", p -> p.input(2, 4).softmax(-1)),
                operator("logSoftmax", p -> p.input(2, 4).logSoftmax(0)),
                operator("sum", p -> p.input(2, 3).sum()),
                operator("mean", p -> p.input(2, 3).mean()),
                operator("sum over axes", p -> p.input(2, 3, 2).sum(0, -1)),
                operator("mean over axes", p -> p.input(2, 3, 2).mean(1)),
                operator("sumKeep", p -> p.input(2, 3, 2).sumKeep(0, 2)),
                operator("meanKeep", p -> p.input(2, 3, 2).meanKeep(-1)),
                operator("max", p -> p.input(2, 5).max(1)),
                operator("matmul", p -> p.input(2, 3, 4).matmul(p.input(4, 2))),
                operator("linear", p -> p.input(2, 3).linear(p.input(4, 3), p.input(4))),
                operator("linear without bias", p -> p.input(2, 3).linear(p.input(4, 3), null)),
                operator(
                        "attention",
                        p -> p.input(1, 2, 3, 4).attention(p.input(1, 2, 5, 4), p.input(1, 2, 5, 4), null)),
                operator(
                        "attention with mask",
                        p -> p.input(1, 2, 3, 4)
                                .attention(p.input(1, 2, 5, 4), p.input(1, 2, 5, 4), p.input(1, 1, 3, 5))),
                operator("conv3d", p -> p.input(1, 2, 3, 4, 3).conv3d(p.input(3, 2, 3, 3, 3), p.input(3), 1, 1, 1)),
                operator(
                        "conv3d with stride",
                        p -> p.input(1, 1, 4, 4, 4).conv3d(p.input(2, 1, 2, 2, 2), null, 2, 0, 1)),
                operator(
                        "conv3d with dilation",
                        p -> p.input(1, 1, 5, 5, 5).conv3d(p.input(1, 1, 3, 3, 3), p.input(1), 1, 2, 2)),
                operator(
                        "convTranspose3d",
                        p -> p.input(1, 2, 2, 2, 2).convTranspose3d(p.input(2, 3, 2, 2, 2), p.input(3), 2)),
                operator(
                        "conv3d, each axis of its own",
                        p -> p.input(1, 2, 4, 5, 3)
                                .conv3d(
                                        p.input(2, 2, 2, 3, 1),
                                        p.input(2),
                                        new int[] {2, 1, 1},
                                        new int[] {0, 1, 0},
                                        new int[] {1, 2, 1})),
                operator(
                        "convTranspose3d with padding",
                        p -> p.input(1, 2, 2, 3, 2).convTranspose3d(p.input(2, 2, 3, 3, 3), p.input(2), 2, 1, 1)),
                operator("conv2d", p -> p.input(2, 2, 4, 3).conv2d(p.input(3, 2, 3, 3), p.input(3), 1, 1, 1)),
                operator("conv2d with stride", p -> p.input(1, 2, 5, 4).conv2d(p.input(2, 2, 2, 2), null, 2, 0, 1)),
                operator(
                        "convTranspose2d",
                        p -> p.input(1, 2, 2, 3).convTranspose2d(p.input(2, 3, 2, 2), p.input(3), 2)),
                operator("maxPool in the plane", p -> p.input(1, 2, 4, 5).maxPool(2)),
                operator("maxPool in space", p -> p.input(1, 2, 4, 2, 4).maxPool(2)),
                operator("resizeTrilinear", p -> p.input(1, 2, 3, 4, 2).resizeTrilinear(4, 3, 5)),
                operator(
                        "gridSample in the plane",
                        p -> p.input(1, 2, 3, 4).gridSample(p.input(1, 2, 3, 2).times(0.61), GridCorners.OUTER_FACES)),
                operator(
                        "gridSample in space",
                        p -> p.input(1, 2, 3, 4, 3)
                                .gridSample(p.input(1, 2, 2, 1, 3).times(0.61), GridCorners.ALIGNED)),
                operator("prelu of one slope", p -> p.input(2, 3, 2).prelu(p.input(1))),
                operator("prelu of a slope per channel", p -> p.input(2, 3, 2).prelu(p.input(3))),
                operator("lengthKeep", p -> p.input(2, 3).lengthKeep(1)),
                operator("normalize", p -> p.input(2, 3, 2).normalize(1)),
                operator("roll of two axes", p -> p.input(2, 3, 4).roll(new long[] {1, -2}, 0, 2)),
                operator("upsampleTrilinear", p -> p.input(1, 2, 2, 3, 2).upsampleTrilinear(2)),
                operator("layerNorm", p -> p.input(3, 4).layerNorm(1, p.input(4), p.input(4), 1e-5)),
                operator("layerNorm without affine", p -> p.input(2, 3, 2).layerNorm(2, null, null, 1e-6)),
                operator("instanceNorm", p -> p.input(2, 2, 2, 3, 2).instanceNorm(1e-5)),
                operator("groupNorm", p -> p.input(2, 4, 3).groupNorm(2, p.input(4), p.input(4), 1e-5)),
                operator("reshape", p -> p.input(2, 6).reshape(3, -1)),
                operator("permute", p -> p.input(2, 3, 2).permute(2, 0, 1)),
                operator("transpose", p -> p.input(2, 3).transpose(0, 1)),
                operator("unsqueeze", p -> p.input(2, 3).unsqueeze(-1)),
                operator("squeeze", p -> p.input(2, 1, 3).squeeze(1)),
                operator("expand", p -> p.input(2, 1).expand(3, 2, 4)),
                operator("slice", p -> p.input(2, 5).slice(1, 1, 4)),
                operator("flip", p -> p.input(2, 3).flip(1)),
                operator("roll", p -> p.input(2, 5).roll(-2, 1)),
                operator("pad", p -> p.input(2, 3, 2).pad(1, 1, 2)),
                operator("concat", p -> Graph.concat(1, List.of(p.input(2, 3), p.input(2, 2)))),
                operator("stack", p -> Graph.stack(1, List.of(p.input(2, 3), p.input(2, 3)))),
                operator("gather", p -> p.input(2, 4).gather(1, p.indices(new long[] {3, 0, 1, 1}, 2, 2))),
                operator(
                        "scatter",
                        p -> p.input(2, 4).scatter(1, p.indices(new long[] {3, 0, 1, 2}, 2, 2), p.input(2, 2))),
                operator("indexSelect", p -> p.input(4, 2).indexSelect(0, p.indices(new long[] {3, 0, 3}, 3))),
                operator(
                        "maskedFill",
                        p -> p.input(2, 3)
                                .maskedFill(p.indices(new long[] {1, 0, 1}, 3).equalTo(1), -2)),
                operator(
                        "where",
                        p -> p.input(2, 3)
                                .where(p.indices(new long[] {1, 0, 1}, 3).greaterThan(0), p.input(2, 1))),
                operator("to", p -> p.input(2, 3).to(Type.FLOAT64).square()),
                operator(
                        "detach",
                        p -> p.input(3)
                                .plus(p.indices(new long[] {1, 2, 3}, 3)
                                        .to(Type.FLOAT64)
                                        .detach())));
    }

    private static Arguments operator(String name, Function<Probe, Tensor> use) {
        return Arguments.of(name, use);
    }

    @Test
    void gradientOfBatchNormFlowsThroughTheBatch() {
        var probe = new Probe();
        var x = probe.input(3, 2, 2);
        var output = x.batchNorm(
                probe.input(2),
                probe.input(2),
                x.detach().mean(0, 2),
                x.detach().mean(0, 2),
                1e-5);

        assertThat(probe.trainingGradientError(output)).isLessThan(TOLERANCE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void gradientIsTheSlope(String name, Function<Probe, Tensor> use) {
        var probe = new Probe();

        assertThat(probe.gradientError(use.apply(probe))).isLessThan(TOLERANCE);
    }
}
