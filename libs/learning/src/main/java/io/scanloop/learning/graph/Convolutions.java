package io.scanloop.learning.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Operations on grids, (B, C, X, Y) or (B, C, X, Y, Z), that slide a kernel over them. */
final class Convolutions {
    private static final int PLANE = 2;
    private static final int SPACE = 3;

    private Convolutions() {}

    static Tensor conv2d(Tensor value, Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation) {
        return conv(value, weight, bias, "conv2d", all(PLANE, stride), all(PLANE, padding), all(PLANE, dilation));
    }

    static Tensor conv3d(Tensor value, Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation) {
        return conv(value, weight, bias, "conv3d", all(SPACE, stride), all(SPACE, padding), all(SPACE, dilation));
    }

    static Tensor conv(
            Tensor value,
            Tensor weight,
            @Nullable Tensor bias,
            String operation,
            int[] stride,
            int[] padding,
            int[] dilation) {
        int axes = operation.equals("conv2d") ? PLANE : SPACE;
        requireGrid(value, weight, operation, axes, 1);
        boolean fits = stride.length == axes && padding.length == axes && dilation.length == axes;
        if (!fits || least(stride) < 1 || least(padding) < 0 || least(dilation) < 1) {
            throw new IllegalArgumentException("%s needs stride >= 1, padding >= 0, dilation >= 1, got %s, %s, %s"
                    .formatted(operation, text(stride), text(padding), text(dilation)));
        }
        requireBias(value, bias, operation, weight.size(0));
        var shape = Shapes.with(value.shape(), 1, weight.size(0));
        for (int axis = 0; axis < axes; axis++) {
            long free = value.size(axis + 2) + 2L * padding[axis] - dilation[axis] * (weight.size(axis + 2) - 1) - 1;
            if (free < 0) {
                throw new IllegalArgumentException("%s with padding %s, dilation %s: %s is smaller than %s"
                        .formatted(operation, text(padding), text(dilation), value, weight));
            }
            shape[axis + 2] = free / stride[axis] + 1;
        }
        return value.call(
                value.type(), shape, operation, value, weight, bias, longs(stride), longs(padding), longs(dilation));
    }

    static Tensor convTranspose(
            Tensor value, Tensor weight, @Nullable Tensor bias, int axes, int stride, int padding, int outputPadding) {
        var operation = "convTranspose%dd".formatted(axes);
        requireGrid(value, weight, operation, axes, 0);
        if (stride < 1 || padding < 0 || outputPadding < 0 || outputPadding >= stride) {
            throw new IllegalArgumentException(
                    "%s needs a stride >= 1, a padding >= 0 and an output padding from 0 to stride - 1, got %d, %d, %d"
                            .formatted(operation, stride, padding, outputPadding));
        }
        requireBias(value, bias, operation, weight.size(1));
        var shape = Shapes.with(value.shape(), 1, weight.size(1));
        for (int axis = 2; axis < axes + 2; axis++) {
            shape[axis] = (value.size(axis) - 1) * stride - 2L * padding + weight.size(axis) + outputPadding;
            if (shape[axis] < 1) {
                throw new IllegalArgumentException("%s with padding %d leaves nothing of %s under %s"
                        .formatted(operation, padding, value, weight));
            }
        }
        return value.call(
                value.type(),
                shape,
                "conv_transpose%dd".formatted(axes),
                value,
                weight,
                bias,
                longs(all(axes, stride)),
                longs(all(axes, padding)),
                longs(all(axes, outputPadding)));
    }

    static Tensor maxPool(Tensor value, int edge) {
        int axes = value.floating("maxPool").rank() - 2;
        if (edge < 1 || (axes != PLANE && axes != SPACE)) {
            throw new IllegalArgumentException("maxPool needs (B, C, X, Y) or (B, C, X, Y, Z) and an edge >= 1, got"
                    + " %s and %d".formatted(value, edge));
        }
        var shape = value.shape();
        for (int axis = 2; axis < shape.length; axis++) {
            if (shape[axis] < edge) {
                throw new IllegalArgumentException(
                        "maxPool of edge %d: %s is smaller on axis %d".formatted(edge, value, axis));
            }
            shape[axis] /= edge;
        }
        var edges = longs(all(axes, edge));
        return value.call(value.type(), shape, "max_pool%dd".formatted(axes), value, edges, edges);
    }

    static Tensor upsampleTrilinear(Tensor value, int factor) {
        value.floating("upsampleTrilinear");
        if (value.rank() != SPACE + 2 || factor < 1) {
            throw new IllegalArgumentException(
                    "upsampleTrilinear needs (B, C, X, Y, Z) and a factor >= 1, got %s and %d"
                            .formatted(value, factor));
        }
        var shape = value.shape();
        for (int axis = 2; axis < shape.length; axis++) {
            shape[axis] *= factor;
        }
        return value.call(value.type(), shape, "upsample_trilinear3d", value, last(shape), false);
    }

    static Tensor resizeTrilinear(Tensor value, long x, long y, long z) {
        value.floating("resizeTrilinear");
        if (value.rank() != SPACE + 2 || x < 1 || y < 1 || z < 1) {
            throw new IllegalArgumentException("resizeTrilinear needs (B, C, X, Y, Z) and sizes >= 1, got %s and %s"
                    .formatted(value, Shapes.text(x, y, z)));
        }
        long[] shape = {value.size(0), value.size(1), x, y, z};
        return value.call(value.type(), shape, "upsample_trilinear3d", value, last(shape), false);
    }

    static Tensor gridSample(Tensor value, Tensor points, GridCorners corners) {
        int axes =
                value.floating("gridSample").requireType(points, "gridSample").rank() - 2;
        if ((axes != PLANE && axes != SPACE)
                || points.rank() != value.rank()
                || points.size(0) != value.size(0)
                || points.size(-1) != axes) {
            throw new IllegalArgumentException(
                    "gridSample needs (B, C, X, Y) and points (B, X', Y', 2), or one axis more and 3, got %s and %s"
                            .formatted(value, points));
        }
        var shape = value.shape();
        for (int axis = 2; axis < shape.length; axis++) {
            shape[axis] = points.size(axis - 1);
        }
        // the operator wants the last axis of the grid first
        var reversed = points.flip(-1);
        int bilinear = 0;
        int zeros = 0;
        return value.call(
                value.type(),
                shape,
                "grid_sampler_%dd".formatted(axes),
                value,
                reversed,
                bilinear,
                zeros,
                corners == GridCorners.ALIGNED);
    }

    private static void requireGrid(Tensor value, Tensor weight, String operation, int axes, int channelAxis) {
        value.floating(operation).requireType(weight, operation);
        if (value.rank() != axes + 2 || weight.rank() != axes + 2 || value.size(1) != weight.size(channelAxis)) {
            throw new IllegalArgumentException("%s needs (B, C, X, Y%s) and a weight (%s, kx, ky%s), got %s and %s"
                    .formatted(
                            operation,
                            axes == SPACE ? ", Z" : "",
                            channelAxis == 1 ? "out, C" : "C, out",
                            axes == SPACE ? ", kz" : "",
                            value,
                            weight));
        }
    }

    private static void requireBias(Tensor value, @Nullable Tensor bias, String operation, long channels) {
        if (bias != null) {
            bias.ofShape(operation, "bias", channels).requireType(value, operation);
        }
    }

    private static int[] all(int axes, int size) {
        var sizes = new int[axes];
        Arrays.fill(sizes, size);
        return sizes;
    }

    private static int least(int... sizes) {
        return Arrays.stream(sizes).min().orElse(Integer.MIN_VALUE);
    }

    private static String text(int... sizes) {
        return sizes.length > 0 && Arrays.stream(sizes).distinct().count() == 1
                ? Integer.toString(sizes[0])
                : Arrays.toString(sizes);
    }

    private static long[] longs(int... sizes) {
        return Arrays.stream(sizes).asLongStream().toArray();
    }

    private static long[] last(long... shape) {
        return Arrays.copyOfRange(shape, 2, shape.length);
    }
}
