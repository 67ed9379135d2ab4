package io.scanloop.learning.network;

import io.scanloop.learning.graph.Tensor;
import java.util.stream.IntStream;

/** Channels spread over space: the opposite of cutting an image into blocks. */
public final class DepthToSpace {
    private DepthToSpace() {}

    /**
     * Spreads.
     *
     * @param x (B, C r^n, ...) of n axes of space, 2 or 3; channels run over C, then over the r^n places in C order
     * @param factor r
     * @return (B, C, ...), each axis r times as long
     */
    public static Tensor of(Tensor x, int factor) {
        int axes = x.rank() - 2;
        long places = IntStream.range(0, axes).mapToLong(axis -> factor).reduce(1, (a, b) -> a * b);
        if (axes < 2 || axes > 3 || factor < 1 || x.size(1) % places != 0) {
            throw new IllegalArgumentException(
                    "depth to space by %d needs (B, C r^2, X, Y) or (B, C r^3, X, Y, Z), got %s".formatted(factor, x));
        }
        var split = new long[2 + 2 * axes];
        var order = new int[2 + 2 * axes];
        var shape = new long[2 + axes];
        split[0] = x.size(0);
        split[1] = x.size(1) / places;
        order[1] = 1;
        shape[0] = split[0];
        shape[1] = split[1];
        for (int axis = 0; axis < axes; axis++) {
            split[2 + axis] = factor;
            split[2 + axes + axis] = x.size(2 + axis);
            order[2 + 2 * axis] = 2 + axes + axis;
            order[3 + 2 * axis] = 2 + axis;
            shape[2 + axis] = factor * x.size(2 + axis);
        }
        return x.reshape(split).permute(order).reshape(shape);
    }
}
