package io.scanloop.learning.graph;

import org.jspecify.annotations.Nullable;

/** What a value can do as a grid of voxels (B, C, X, Y, Z) or pixels (B, C, X, Y): convolutions and norms. */
sealed interface GridOperations permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * 3-D convolution (cross-correlation) of (B, C, X, Y, Z), the same on all three axes.
     *
     * @param weight (out, C, kx, ky, kz)
     * @param bias (out)
     * @param padding voxels of 0 on every side
     */
    default Tensor conv3d(Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation) {
        return Convolutions.conv3d(self(), weight, bias, stride, padding, dilation);
    }

    /**
     * 3-D convolution of (B, C, X, Y, Z), with numbers of its own for each axis.
     *
     * @param weight (out, C, kx, ky, kz)
     * @param bias (out)
     * @param stride three, each at least 1
     * @param padding three: voxels of 0 on both sides of the axis
     * @param dilation three, each at least 1
     */
    default Tensor conv3d(Tensor weight, @Nullable Tensor bias, int[] stride, int[] padding, int[] dilation) {
        return Convolutions.conv(self(), weight, bias, "conv3d", stride, padding, dilation);
    }

    /**
     * Transposed 3-D convolution of (B, C, X, Y, Z) without padding: of kernel k it makes (X - 1) stride + k of X.
     *
     * @param weight (C, out, kx, ky, kz)
     * @param bias (out)
     */
    default Tensor convTranspose3d(Tensor weight, @Nullable Tensor bias, int stride) {
        return Convolutions.convTranspose(self(), weight, bias, 3, stride, 0, 0);
    }

    /**
     * Transposed 3-D convolution of (B, C, X, Y, Z): (X - 1) stride - 2 padding + k + output padding of X.
     *
     * @param weight (C, out, kx, ky, kz)
     * @param bias (out)
     * @param padding taken away on every side
     * @param outputPadding added at the far side, less than the stride
     */
    default Tensor convTranspose3d(Tensor weight, @Nullable Tensor bias, int stride, int padding, int outputPadding) {
        return Convolutions.convTranspose(self(), weight, bias, 3, stride, padding, outputPadding);
    }

    /**
     * 2-D convolution of (B, C, X, Y), the same on both axes.
     *
     * @param weight (out, C, kx, ky)
     * @param bias (out)
     * @param padding pixels of 0 on every side
     */
    default Tensor conv2d(Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation) {
        return Convolutions.conv2d(self(), weight, bias, stride, padding, dilation);
    }

    /**
     * Transposed 2-D convolution of (B, C, X, Y) without padding.
     *
     * @param weight (C, out, kx, ky)
     * @param bias (out)
     */
    default Tensor convTranspose2d(Tensor weight, @Nullable Tensor bias, int stride) {
        return Convolutions.convTranspose(self(), weight, bias, 2, stride, 0, 0);
    }

    /** Greatest number of each block of this edge of (B, C, X, Y) or (B, C, X, Y, Z); what is left at the end is cut. */
    default Tensor maxPool(int edge) {
        return Convolutions.maxPool(self(), edge);
    }

    /**
     * Bilinear (trilinear) interpolation of (B, C, X, Y[, Z]) at given points, 0 outside of the grid. The gradient flows
     * into values and points.
     *
     * @param points (B, X', Y'[, Z'], 2 or 3), in the order of the axes X, Y, Z; -1 is the beginning of the axis and 1 its
     *     end
     * @param corners where on the outermost voxels beginning and end lie
     * @return (B, C, X', Y'[, Z'])
     */
    default Tensor gridSample(Tensor points, GridCorners corners) {
        return Convolutions.gridSample(self(), points, corners);
    }

    /** Trilinear interpolation of (B, C, X, Y, Z) to a multiple of its size, corners not aligned. */
    default Tensor upsampleTrilinear(int factor) {
        return Convolutions.upsampleTrilinear(self(), factor);
    }

    /** Trilinear interpolation of (B, C, X, Y, Z) to other sizes, corners not aligned. */
    default Tensor resizeTrilinear(long x, long y, long z) {
        return Convolutions.resizeTrilinear(self(), x, y, z);
    }

    /**
     * Mean 0 and variance 1 over the last axes, then scaled and shifted.
     *
     * @param axes how many of the last axes
     * @param weight of the shape of these axes
     * @param bias likewise
     */
    default Tensor layerNorm(int axes, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        return Norms.layerNorm(self(), axes, weight, bias, epsilon);
    }

    /** Mean 0 and variance 1 over all axes after (B, C), for each sample and channel. */
    default Tensor instanceNorm(double epsilon) {
        return Norms.instanceNorm(self(), epsilon);
    }

    /**
     * Mean 0 and variance 1 over groups of channels, then scaled and shifted per channel.
     *
     * @param weight (C)
     * @param bias (C)
     */
    default Tensor groupNorm(int groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        return Norms.groupNorm(self(), groups, weight, bias, epsilon);
    }

    /**
     * Mean 0 and variance 1 per channel of (B, C, ...), then scaled and shifted (Ioffe and Szegedy 2015). A training
     * program takes mean and variance of the batch, and moves the running ones towards them by a tenth, the variance as
     * the unbiased estimate; a forward program takes the running ones.
     *
     * @param weight (C)
     * @param bias (C)
     * @param mean running, (C); a buffer, see {@link Parameters#buffer}
     * @param variance likewise
     */
    default Tensor batchNorm(Tensor weight, Tensor bias, Tensor mean, Tensor variance, double epsilon) {
        return Norms.batchNorm(self(), weight, bias, mean, variance, epsilon);
    }
}
