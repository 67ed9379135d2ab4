package io.scanloop.learning.graph;

import java.util.Arrays;
import java.util.List;

/** The same numbers under other shapes. */
final class Reshaping {
    private Reshaping() {}

    static Tensor reshape(Tensor value, long... asked) {
        var shape = asked.clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] >= 0) {
                known *= shape[i];
            } else if (shape[i] == -1 && open < 0) {
                open = i;
            } else {
                throw new IllegalArgumentException(
                        "reshape needs sizes, of which one may be -1, got %s".formatted(Shapes.text(asked)));
            }
        }
        long count = value.count();
        if (open >= 0 && known > 0) {
            shape[open] = count / known;
            known *= shape[open];
        }
        if (known != count) {
            throw new IllegalArgumentException(
                    "reshape of %s to %s changes the number of values".formatted(value, Shapes.text(asked)));
        }
        return value.call(value.type(), shape, "reshape", value, shape);
    }

    static Tensor permute(Tensor value, int... axes) {
        var shape = new long[axes.length];
        var order = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            int axis = Shapes.axis(axes[i], value.rank(), "permute");
            order[i] = axis;
            shape[i] = value.size(axis);
        }
        if (axes.length != value.rank() || Arrays.stream(order).distinct().count() != axes.length) {
            throw new IllegalArgumentException("permute needs each of %d axes once, got %s for %s"
                    .formatted(value.rank(), Arrays.toString(axes), value));
        }
        return value.call(value.type(), shape, "permute", value, order);
    }

    static Tensor transpose(Tensor value, int first, int second) {
        int a = Shapes.axis(first, value.rank(), "transpose");
        int b = Shapes.axis(second, value.rank(), "transpose");
        var sizes = Shapes.with(Shapes.with(value.shape(), a, value.size(b)), b, value.size(a));
        return value.call(value.type(), sizes, "transpose", value, a, b);
    }

    static Tensor roll(Tensor value, long[] shifts, int... axes) {
        if (shifts.length == 0 || shifts.length != axes.length) {
            throw new IllegalArgumentException("roll needs a shift for each axis, got %s and %s of %s"
                    .formatted(Arrays.toString(shifts), Arrays.toString(axes), value));
        }
        var at = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            at[i] = Shapes.axis(axes[i], value.rank(), "roll");
        }
        return value.call(value.type(), value.shape(), "roll", value, shifts.clone(), at);
    }

    static Tensor unsqueeze(Tensor value, int axis) {
        int at = Shapes.axis(axis, value.rank() + 1, "unsqueeze");
        var shape = new long[value.rank() + 1];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = i == at ? 1 : value.size(i < at ? i : i - 1);
        }
        return value.call(value.type(), shape, "unsqueeze", value, at);
    }

    static Tensor squeeze(Tensor value, int axis) {
        int at = Shapes.axis(axis, value.rank(), "squeeze");
        if (value.size(at) != 1) {
            throw new IllegalArgumentException("squeeze of axis %d needs size 1, got %s".formatted(axis, value));
        }
        var shape = Shapes.reduced("squeeze", value.shape(), new int[] {at}, Shapes.Reduction.DROP);
        return value.call(value.type(), shape, "squeeze", value, at);
    }

    static Tensor expand(Tensor value, long... shape) {
        if (!Arrays.equals(Shapes.broadcast("expand", value.shape(), shape), shape)) {
            throw new IllegalArgumentException(
                    "expand cannot bring %s to %s: only axes of size 1 grow".formatted(value, Shapes.text(shape)));
        }
        return value.call(value.type(), shape.clone(), "expand", value, shape.clone());
    }

    static Tensor slice(Tensor value, int axis, long from, long to) {
        int at = Shapes.axis(axis, value.rank(), "slice");
        if (from < 0 || to < from || to > value.size(at)) {
            throw new IllegalArgumentException("slice of axis %d needs 0 <= from <= to <= %d, got %d to %d of %s"
                    .formatted(axis, value.size(at), from, to, value));
        }
        return value.call(value.type(), Shapes.with(value.shape(), at, to - from), "slice", value, at, from, to, 1);
    }

    static Tensor pad(Tensor value, int axis, long before, long after) {
        int at = Shapes.axis(axis, value.rank(), "pad");
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException(
                    "pad needs >= 0 before and after, got %d and %d: slice takes away".formatted(before, after));
        }
        // pairs of (before, after), the last axis first
        var amounts = new long[2 * (value.rank() - at)];
        amounts[amounts.length - 2] = before;
        amounts[amounts.length - 1] = after;
        var shape = Shapes.with(value.shape(), at, before + value.size(at) + after);
        return value.call(value.type(), shape, "constant_pad_nd", value, amounts, 0);
    }

    static Tensor concat(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("concat needs at least one value");
        }
        var first = parts.get(0);
        int at = Shapes.axis(axis, first.rank(), "concat");
        long size = 0;
        for (var part : parts) {
            first.requireType(part, "concat");
            if (part.rank() != first.rank()
                    || !Arrays.equals(Shapes.with(part.shape(), at, 0), Shapes.with(first.shape(), at, 0))) {
                throw new IllegalArgumentException(
                        "concat along axis %d needs equal other axes, got %s and %s".formatted(axis, first, part));
            }
            size += part.size(at);
        }
        return first.call(first.type(), Shapes.with(first.shape(), at, size), "cat", List.copyOf(parts), at);
    }

    static Tensor stack(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("stack needs at least one value");
        }
        var first = parts.get(0);
        for (var part : parts) {
            part.requireType(first, "stack").ofShape("stack", "part", first.shape());
        }
        int at = Shapes.axis(axis, first.rank() + 1, "stack");
        var shape = new long[first.rank() + 1];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = i == at ? parts.size() : first.size(i < at ? i : i - 1);
        }
        return first.call(first.type(), shape, "stack", List.copyOf(parts), at);
    }
}
