package io.scanloop.learning.graph;

import org.jspecify.annotations.Nullable;

/** Operations on grids of voxels, (B, C, X, Y, Z). */
final class Convolutions {
    private static final int SPATIAL = 3;
    private static final int GRID_RANK = SPATIAL + 2;

    private Convolutions() {}

    static Tensor conv3d(Tensor value, Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation) {
        requireGrid(value, weight, "conv3d", 1);
        if (stride < 1 || padding < 0 || dilation < 1) {
            throw new IllegalArgumentException("conv3d needs stride >= 1, padding >= 0, dilation >= 1, got %d, %d, %d"
                    .formatted(stride, padding, dilation));
        }
        requireBias(value, bias, "conv3d", weight.size(0));
        var shape = Shapes.with(value.shape(), 1, weight.size(0));
        for (int axis = 2; axis < GRID_RANK; axis++) {
            long free = value.size(axis) + 2L * padding - dilation * (weight.size(axis) - 1) - 1;
            if (free < 0) {
                throw new IllegalArgumentException("conv3d with padding %d, dilation %d: %s is smaller than %s"
                        .formatted(padding, dilation, value, weight));
            }
            shape[axis] = free / stride + 1;
        }
        return value.call(
                value.type(), shape, "conv3d", value, weight, bias, cube(stride), cube(padding), cube(dilation));
    }

    static Tensor convTranspose3d(Tensor value, Tensor weight, @Nullable Tensor bias, int stride) {
        requireGrid(value, weight, "convTranspose3d", 0);
        if (stride < 1) {
            throw new IllegalArgumentException("convTranspose3d needs a stride >= 1, got " + stride);
        }
        requireBias(value, bias, "convTranspose3d", weight.size(1));
        var shape = Shapes.with(value.shape(), 1, weight.size(1));
        for (int axis = 2; axis < GRID_RANK; axis++) {
            shape[axis] = (value.size(axis) - 1) * stride + weight.size(axis);
        }
        return value.call(value.type(), shape, "conv_transpose3d", value, weight, bias, cube(stride));
    }

    static Tensor upsampleTrilinear(Tensor value, int factor) {
        value.floating("upsampleTrilinear");
        if (value.rank() != GRID_RANK || factor < 1) {
            throw new IllegalArgumentException(
                    "upsampleTrilinear needs (B, C, X, Y, Z) and a factor >= 1, got %s and %d"
                            .formatted(value, factor));
        }
        var shape = value.shape();
        for (int axis = 2; axis < GRID_RANK; axis++) {
            shape[axis] *= factor;
        }
        var sizes = new long[] {shape[2], shape[3], shape[4]};
        return value.call(value.type(), shape, "upsample_trilinear3d", value, sizes, false);
    }

    private static void requireGrid(Tensor value, Tensor weight, String operation, int channelAxis) {
        value.floating(operation).requireType(weight, operation);
        if (value.rank() != GRID_RANK || weight.rank() != GRID_RANK || value.size(1) != weight.size(channelAxis)) {
            throw new IllegalArgumentException("%s needs (B, C, X, Y, Z) and a weight %s, got %s and %s"
                    .formatted(
                            operation,
                            channelAxis == 1 ? "(out, C, kx, ky, kz)" : "(C, out, kx, ky, kz)",
                            value,
                            weight));
        }
    }

    private static void requireBias(Tensor value, @Nullable Tensor bias, String operation, long channels) {
        if (bias != null) {
            bias.ofShape(operation, "bias", channels).requireType(value, operation);
        }
    }

    private static long[] cube(int size) {
        return new long[] {size, size, size};
    }
}
