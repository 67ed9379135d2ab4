package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * The convolutional blocks of UNETR (Hatamizadeh et al. 2022), as in MONAI: names, no biases, instance norm without
 * affine parameters, leaky ReLU 0.01, PyTorch's first weights.
 */
public final class Convolution {
    private static final double EPSILON = 1e-5;
    private static final double SLOPE = 0.01;

    private Convolution() {}

    /** R: two 3 x 3 x 3 convolutions with a shortcut, which is a 1 x 1 x 1 convolution where channels change. */
    public static Tensor residual(Parameters scope, Tensor x, int channels) {
        Tensor y = convolution(scope.in("conv1"), x, channels, 3)
                .instanceNorm(EPSILON)
                .leakyRelu(SLOPE);
        y = convolution(scope.in("conv2"), y, channels, 3).instanceNorm(EPSILON);
        Tensor shortcut = x.size(1) == channels
                ? x
                : convolution(scope.in("conv3"), x, channels, 1).instanceNorm(EPSILON);
        return y.plus(shortcut).leakyRelu(SLOPE);
    }

    /** Doubles X, Y and Z by a transposed convolution of kernel and stride 2. */
    public static Tensor up(Parameters scope, Tensor x, int channels) {
        long in = x.size(1);
        // the fan-in that PyTorch reads off a transposed weight (in, out, 2, 2, 2)
        var weight = scope.in("conv").get("weight", Initializer.pytorchDefault(channels * 8L), in, channels, 2, 2, 2);
        return x.convTranspose3d(weight, null, 2);
    }

    /** U: doubles the size, joins the skip of the same size, then R. */
    public static Tensor upWithSkip(Parameters scope, Tensor x, Tensor skip, int channels) {
        Tensor joined = Graph.concat(1, List.of(up(scope.in("transp_conv"), x, channels), skip));
        return residual(scope.in("conv_block"), joined, channels);
    }

    /** The last map, 1 x 1 x 1 with bias. */
    public static Tensor out(Parameters scope, Tensor x, int channels) {
        long in = x.size(1);
        Parameters conv = scope.in("conv").in("conv");
        return x.conv3d(
                conv.get("weight", Initializer.pytorchDefault(in), channels, in, 1, 1, 1),
                conv.get("bias", Initializer.pytorchDefault(in), channels),
                1,
                0,
                1);
    }

    private static Tensor convolution(Parameters scope, Tensor x, int channels, int kernel) {
        long in = x.size(1);
        long volume = (long) kernel * kernel * kernel;
        var first = Initializer.pytorchDefault(in * volume);
        Tensor weight = scope.in("conv").get("weight", first, channels, in, kernel, kernel, kernel);
        return x.conv3d(weight, null, 1, kernel / 2, 1);
    }
}
