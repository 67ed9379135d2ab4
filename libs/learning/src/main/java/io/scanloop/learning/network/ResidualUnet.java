package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * The residual U-Net of Kerfoot et al. (2019) as MONAI's UNet has it, names included: an honest baseline. Each level is a
 * residual unit whose first convolution halves the size, and on the way up a transposed convolution and one unit. Instance
 * norm, PReLU.
 *
 * @param channels of the levels; the last is the bottom, which keeps its size
 * @param units convolutions of a residual unit on the way down, at least 1
 * @param classes output channels, background among them
 */
public record ResidualUnet(List<Integer> channels, int units, int classes) {
    private static final double SLOPE = 0.25;

    public ResidualUnet {
        channels = List.copyOf(channels);
        if (channels.size() < 2 || units < 1) {
            throw new IllegalArgumentException(
                    "a residual U-Net needs two levels or more and units >= 1, got channels %s, units %d"
                            .formatted(channels, units));
        }
    }

    /** Edges of images are multiples of this. */
    public int divisor() {
        return 1 << (channels.size() - 1);
    }

    /**
     * Segments.
     *
     * @param image (B, C, X, Y, Z), edges multiples of {@link #divisor}
     * @return logits (B, classes, X, Y, Z)
     */
    public Tensor logits(Parameters scope, Tensor image) {
        for (int axis = 2; axis < 5; axis++) {
            if (image.size(axis) % divisor() != 0) {
                throw new IllegalArgumentException("%d levels need edges that are multiples of %d, got %s"
                        .formatted(channels.size(), divisor(), image));
            }
        }
        return image.graph().stage("logits", level(scope.in("model"), image, 0, classes));
    }

    /** What a level makes of its input: down, the levels below beside it, up. */
    private Tensor level(Parameters scope, Tensor x, int level, int out) {
        int width = channels.get(level);
        Tensor down = x.graph().stage("down" + level, unit(scope.in("0"), x, width, 2));
        Parameters below = scope.in("1.submodule");
        Tensor deeper = level + 2 < channels.size()
                ? level(below, down, level + 1, width)
                : x.graph().stage("bottom", unit(below, down, channels.get(level + 1), 1));
        Tensor joined = Graph.concat(1, List.of(down, deeper));
        return x.graph().stage("up" + level, up(scope.in("2"), joined, out, level == 0));
    }

    /** Convolutions with norm and activation each, and a shortcut that a convolution fits where sizes change. */
    private Tensor unit(Parameters scope, Tensor x, int width, int stride) {
        Tensor y = x;
        for (int i = 0; i < units; i++) {
            Parameters unit = scope.in("conv").in("unit" + i);
            y = activated(unit, Convolution.withBias(unit.in("conv"), y, width, 3, i == 0 ? stride : 1));
        }
        if (stride == 1 && x.size(1) == width) {
            return y.plus(x);
        }
        return y.plus(Convolution.withBias(scope.in("residual"), x, width, stride == 1 ? 1 : 3, stride));
    }

    private static Tensor up(Parameters scope, Tensor x, int out, boolean isTop) {
        Parameters conv = scope.in("0.conv");
        var first = Initializer.pytorchDefault(27L * out);
        Tensor doubled = x.convTranspose3d(
                conv.get("weight", first, x.size(1), out, 3, 3, 3), conv.get("bias", first, out), 2, 1, 1);
        Tensor y = activated(scope.in("0"), doubled);
        Parameters unit = scope.in("1.conv.unit0");
        Tensor refined = Convolution.withBias(unit.in("conv"), y, out, 3, 1);
        return y.plus(isTop ? refined : activated(unit, refined));
    }

    private static Tensor activated(Parameters scope, Tensor x) {
        return x.instanceNorm(Linear.EPSILON).prelu(scope.in("adn.A").get("weight", Initializer.constant(SLOPE), 1));
    }
}
