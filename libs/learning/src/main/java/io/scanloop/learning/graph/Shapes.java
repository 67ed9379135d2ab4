package io.scanloop.learning.graph;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Arithmetic of shapes, as PyTorch does it, with messages that name both sides. */
public final class Shapes {
    private Shapes() {}

    /**
     * Numbers in an array of this shape.
     *
     * @throws ArithmeticException when they are 2^63 or more
     */
    public static long count(long... shape) {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /** (2, 3, 4). */
    static String text(long... shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    /** The axis counted from 0, when it may have been counted from the end. */
    static int axis(int axis, int rank, String operation) {
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("%s needs an axis from %d to %d, got %d: the value has %d axes"
                    .formatted(operation, -rank, rank - 1, axis, rank));
        }
        return axis < 0 ? axis + rank : axis;
    }

    /** What two shapes make together. */
    static long[] broadcast(String operation, long[] left, long[] right) {
        int rank = Math.max(left.length, right.length);
        var shape = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long a = i <= left.length ? left[left.length - i] : 1;
            long b = i <= right.length ? right[right.length - i] : 1;
            if (a != b && a != 1 && b != 1) {
                throw new IllegalArgumentException("%s cannot join %s and %s: axis %d from the end has %d and %d"
                        .formatted(operation, text(left), text(right), i, a, b));
            }
            shape[rank - i] = a == 1 ? b : a;
        }
        return shape;
    }

    /** The shape after axes were reduced to size 1, or dropped. */
    static long[] reduced(String operation, long[] shape, int[] axes, Reduction reduction) {
        var sizes = shape.clone();
        for (int axis : axes) {
            int at = axis(axis, shape.length, operation);
            if (sizes[at] < 0) {
                throw new IllegalArgumentException("%s over %s names axis %d twice: %s"
                        .formatted(operation, text(shape), at, Arrays.toString(axes)));
            }
            sizes[at] = -1;
        }
        return reduction == Reduction.DROP
                ? Arrays.stream(sizes).filter(size -> size >= 0).toArray()
                : Arrays.stream(sizes).map(size -> Math.max(size, 1)).toArray();
    }

    /** A shape with one size replaced. */
    static long[] with(long[] shape, int axis, long size) {
        var sizes = shape.clone();
        sizes[axis] = size;
        return sizes;
    }

    /** Two shapes one after the other. */
    static long[] joined(long[] first, long... second) {
        var sizes = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, sizes, first.length, second.length);
        return sizes;
    }

    /** What becomes of reduced axes. */
    enum Reduction {
        DROP,
        KEEP
    }
}
