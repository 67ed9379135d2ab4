package io.scanloop.learning.graph;

/** Operations that make axes disappear. */
final class Reductions {
    private Reductions() {}

    static Tensor reduce(Tensor value, String function, Shapes.Reduction reduction, int... axes) {
        var shape = Shapes.reduced(function, value.shape(), axes, reduction);
        var at = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            at[i] = Shapes.axis(axes[i], value.rank(), function);
        }
        return value.call(value.type(), shape, function, value, at, reduction == Shapes.Reduction.KEEP);
    }

    static Tensor length(Tensor value, int axis) {
        var shape = Shapes.reduced("lengthKeep", value.shape(), new int[] {axis}, Shapes.Reduction.KEEP);
        long[] at = {Shapes.axis(axis, value.rank(), "lengthKeep")};
        return value.call(value.type(), shape, "linalg_vector_norm", value, 2, at, true);
    }

    static Tensor argmax(Tensor value, int axis) {
        var shape = Shapes.reduced("argmax", value.shape(), new int[] {axis}, Shapes.Reduction.DROP);
        int at = Shapes.axis(axis, value.rank(), "argmax");
        return value.call(Type.INT64, shape, "argmax", value, at, false);
    }
}
