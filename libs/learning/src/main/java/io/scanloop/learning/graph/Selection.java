package io.scanloop.learning.graph;

import java.util.Arrays;

/** Numbers chosen by indices or by truth. */
final class Selection {
    private Selection() {}

    static Tensor gather(Tensor value, int axis, Tensor index) {
        int at = Shapes.axis(axis, value.rank(), "gather");
        requireIndex(value, at, index, "gather");
        return value.call(value.type(), index.shape(), "gather", value, at, index);
    }

    static Tensor scatter(Tensor value, int axis, Tensor index, Tensor source) {
        int at = Shapes.axis(axis, value.rank(), "scatter");
        requireIndex(value, at, index, "scatter");
        source.requireType(value, "scatter").ofShape("scatter", "source", index.shape());
        return value.call(value.type(), value.shape(), "scatter", value, at, index, source);
    }

    private static void requireIndex(Tensor value, int axis, Tensor index, String operation) {
        index.ofType(Type.INT64, operation);
        boolean fits = index.rank() == value.rank();
        for (int i = 0; fits && i < value.rank(); i++) {
            fits = i == axis || index.size(i) <= value.size(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "%s along axis %d needs an index of as many axes, none but that axis longer, got %s and %s"
                            .formatted(operation, axis, value, index));
        }
    }

    static Tensor indexSelect(Tensor value, int axis, Tensor index) {
        int at = Shapes.axis(axis, value.rank(), "indexSelect");
        if (index.ofType(Type.INT64, "indexSelect").rank() != 1) {
            throw new IllegalArgumentException("indexSelect needs a vector of indices, got " + index);
        }
        var shape = Shapes.with(value.shape(), at, index.size(0));
        return value.call(value.type(), shape, "index_select", value, at, index);
    }

    static Tensor maskedFill(Tensor value, Tensor mask, double filling) {
        mask.ofType(Type.BOOL, "maskedFill");
        if (!Arrays.equals(Shapes.broadcast("maskedFill", value.shape(), mask.shape()), value.shape())) {
            throw new IllegalArgumentException(
                    "maskedFill needs a mask that broadcasts to %s, got %s".formatted(value, mask));
        }
        return value.call(value.type(), value.shape(), "masked_fill", value, mask, filling);
    }

    static Tensor where(Tensor value, Tensor condition, Tensor other) {
        condition.ofType(Type.BOOL, "where");
        value.requireType(other, "where");
        var shape =
                Shapes.broadcast("where", Shapes.broadcast("where", value.shape(), other.shape()), condition.shape());
        return value.call(value.type(), shape, "where", condition, value, other);
    }

    static Tensor oneHot(Tensor value, int classes) {
        value.ofType(Type.INT64, "oneHot");
        var shape = Shapes.joined(value.shape(), classes);
        return value.call(Type.INT64, shape, "one_hot", value, classes);
    }
}
