package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * The convolutional blocks of UNETR and Swin UNETR (Hatamizadeh et al. 2022), as in MONAI: names, no biases, leaky ReLU
 * 0.01, PyTorch's first weights. Where no norm is named it is instance norm without affine parameters.
 */
public final class Convolution {
    private static final double SLOPE = 0.01;

    private Convolution() {}

    /**
     * R: two 3 x 3 x 3 convolutions with a shortcut, which is a 1 x 1 x 1 convolution where channels change.
     *
     * @param x (B, C, X, Y, Z)
     * @return (B, channels, X, Y, Z)
     */
    public static Tensor residual(Parameters scope, Tensor x, int channels) {
        return residual(scope, x, channels, Norm.INSTANCE);
    }

    /** R with a norm of choice, of the same shapes. */
    public static Tensor residual(Parameters scope, Tensor x, int channels, Norm norm) {
        return x.graph().segment(() -> block(scope, x, channels, norm));
    }

    private static Tensor block(Parameters scope, Tensor x, int channels, Norm norm) {
        Tensor y = norm.of(scope.in("norm1"), withoutBias(scope.in("conv1"), x, channels, 3))
                .leakyRelu(SLOPE);
        y = norm.of(scope.in("norm2"), withoutBias(scope.in("conv2"), y, channels, 3));
        Tensor shortcut =
                x.size(1) == channels ? x : norm.of(scope.in("norm3"), withoutBias(scope.in("conv3"), x, channels, 1));
        return y.plus(shortcut).leakyRelu(SLOPE);
    }

    /**
     * A transposed convolution of kernel and stride 2, without bias.
     *
     * @param x (B, C, X, Y, Z)
     * @return (B, channels, 2X, 2Y, 2Z)
     */
    public static Tensor up(Parameters scope, Tensor x, int channels) {
        long in = x.size(1);
        // the fan-in that PyTorch reads off a transposed weight (in, out, 2, 2, 2)
        var weight = scope.in("conv").get("weight", Initializer.pytorchDefault(channels * 8L), in, channels, 2, 2, 2);
        return x.convTranspose3d(weight, null, 2);
    }

    /**
     * U: doubles the size, joins the skip, then R.
     *
     * @param x (B, C, X, Y, Z)
     * @param skip (B, S, 2X, 2Y, 2Z)
     * @return (B, channels, 2X, 2Y, 2Z)
     */
    public static Tensor upWithSkip(Parameters scope, Tensor x, Tensor skip, int channels) {
        return upWithSkip(scope, x, skip, channels, Norm.INSTANCE);
    }

    /** U with a norm of choice, of the same shapes. */
    public static Tensor upWithSkip(Parameters scope, Tensor x, Tensor skip, int channels, Norm norm) {
        return x.graph().segment(() -> {
            Tensor joined = Graph.concat(1, List.of(up(scope.in("transp_conv"), x, channels), skip));
            return block(scope.in("conv_block"), joined, channels, norm);
        });
    }

    /** The last map, 1 x 1 x 1 with bias: (B, channels, X, Y, Z) of (B, C, X, Y, Z). */
    public static Tensor out(Parameters scope, Tensor x, int channels) {
        return withBias(scope.in("conv").in("conv"), x, channels, 1, 1);
    }

    /** A convolution with bias that keeps the size, or divides it by the stride; an odd kernel. */
    static Tensor withBias(Parameters scope, Tensor x, int channels, int kernel, int stride) {
        return withBias(scope, x, channels, kernel, stride, 1);
    }

    static Tensor withBias(Parameters scope, Tensor x, int channels, int kernel, int stride, int dilation) {
        long in = x.size(1);
        var first = Initializer.pytorchDefault(in * kernel * kernel * kernel);
        return x.conv3d(
                scope.get("weight", first, channels, in, kernel, kernel, kernel),
                scope.get("bias", first, channels),
                stride,
                kernel / 2 * dilation,
                dilation);
    }

    /** A transposed convolution with bias whose kernel is its stride: the size times the stride. */
    static Tensor transposed(Parameters scope, Tensor x, int channels, int stride) {
        long in = x.size(1);
        var first = Initializer.pytorchDefault((long) channels * stride * stride * stride);
        return x.convTranspose3d(
                scope.get("weight", first, in, channels, stride, stride, stride),
                scope.get("bias", first, channels),
                stride);
    }

    private static Tensor withoutBias(Parameters scope, Tensor x, int channels, int kernel) {
        long in = x.size(1);
        long volume = (long) kernel * kernel * kernel;
        var first = Initializer.pytorchDefault(in * volume);
        Tensor weight = scope.in("conv").get("weight", first, channels, in, kernel, kernel, kernel);
        return x.conv3d(weight, null, 1, kernel / 2, 1);
    }
}
