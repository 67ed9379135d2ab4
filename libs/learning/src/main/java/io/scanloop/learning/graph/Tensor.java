package io.scanloop.learning.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value of a graph, of static shape. Each method checks its arguments, records one operation and returns the new
 * value; nothing is computed here. Binary operations broadcast as PyTorch does and need equal types. Axes count from 0,
 * or from the end when negative. A shape or type that does not fit is an {@link IllegalArgumentException} that names both
 * sides.
 */
public final class Tensor implements Elementwise, GridOperations, Arrangement {
    private static final double SHORTEST = 1e-12;

    private final Graph graph;
    private final Source source;
    private final String name;
    private final Type type;
    private final long[] shape;
    private final @Nullable Call call;

    /** Where a value comes from. */
    enum Source {
        INPUT,
        CONSTANT,
        PARAMETER,
        OPERATION
    }

    Tensor(Graph graph, Source source, String name, Type type, long[] shape, @Nullable Call call) {
        this.graph = graph;
        this.source = source;
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.call = call;
    }

    /** Sizes of the axes; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    /** Size of one axis. */
    public long size(int axis) {
        return shape[Shapes.axis(axis, shape.length, "size")];
    }

    /** Number of axes. */
    public int rank() {
        return shape.length;
    }

    /** How many numbers it has. */
    public long count() {
        return Shapes.count(shape);
    }

    /** Type of the numbers. */
    public Type type() {
        return type;
    }

    /** The graph that this is a value of. */
    public Graph graph() {
        return graph;
    }

    /** Path of a parameter, name of an input or constant, or a name made from the operation. */
    public String name() {
        return name;
    }

    Source source() {
        return source;
    }

    /** The operation that makes this, if one does. */
    @Nullable
    Call call() {
        return call;
    }

    @Override
    public String toString() {
        return "%s %s %s".formatted(name, type, Shapes.text(shape));
    }

    // ---- reductions

    /** Sum of all numbers, a scalar. */
    public Tensor sum() {
        return call(type, new long[0], "sum", this);
    }

    /** Mean of all numbers, a scalar. */
    public Tensor mean() {
        return floating("mean").call(type, new long[0], "mean", this);
    }

    /** Sum over axes, which disappear. */
    public Tensor sum(int... axes) {
        return Reductions.reduce(this, "sum", Shapes.Reduction.DROP, axes);
    }

    /** Mean over axes, which disappear. */
    public Tensor mean(int... axes) {
        return Reductions.reduce(floating("mean"), "mean", Shapes.Reduction.DROP, axes);
    }

    /** Sum over axes, which stay with size 1. */
    public Tensor sumKeep(int... axes) {
        return Reductions.reduce(this, "sum", Shapes.Reduction.KEEP, axes);
    }

    /** Mean over axes, which stay with size 1. */
    public Tensor meanKeep(int... axes) {
        return Reductions.reduce(floating("mean"), "mean", Shapes.Reduction.KEEP, axes);
    }

    /** Length of the vectors along an axis, sqrt of the sum of squares; the axis stays with size 1. */
    public Tensor lengthKeep(int axis) {
        return Reductions.length(floating("lengthKeep"), axis);
    }

    /** The vectors along an axis at length 1; one shorter than 1e-12 is divided by that. */
    public Tensor normalize(int axis) {
        return over(lengthKeep(axis).clamp(SHORTEST, Double.POSITIVE_INFINITY));
    }

    /** Greatest number along an axis, which disappears; equal ones share the gradient. */
    public Tensor max(int axis) {
        return Reductions.reduce(this, "amax", Shapes.Reduction.DROP, axis);
    }

    /** Index of the greatest number along an axis, which disappears; INT64. */
    public Tensor argmax(int axis) {
        return Reductions.argmax(this, axis);
    }

    // ---- linear algebra

    /** Product of matrices on the last two axes; the axes before broadcast. */
    public Tensor matmul(Tensor other) {
        return Products.matmul(this, other);
    }

    /**
     * x W^T + b on the last axis.
     *
     * @param weight (out, in)
     * @param bias (out)
     */
    public Tensor linear(Tensor weight, @Nullable Tensor bias) {
        return Products.linear(this, weight, bias);
    }

    /**
     * Scaled dot-product attention with this as query (..., N, d): softmax(q k^T / sqrt(d) + mask) v.
     *
     * @param key (..., M, d)
     * @param value (..., M, e)
     * @param additiveMask finite, broadcasts to (..., N, M); large negative where a key is not to be seen
     * @return (..., N, e)
     */
    public Tensor attention(Tensor key, Tensor value, @Nullable Tensor additiveMask) {
        return Products.attention(this, key, value, additiveMask);
    }

    // ---- recording

    /** Records an operation in this graph. */
    Tensor call(Type type, long[] shape, String function, @Nullable Object... arguments) {
        return graph.record(type, shape, new Call(function, arguments));
    }

    /** Records an operation on this alone that keeps type and shape. */
    Tensor like(String function, Object... arguments) {
        var all = new Object[arguments.length + 1];
        all[0] = this;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return call(type, shape, function, all);
    }

    /** This, checked to be of the same type as another. */
    Tensor requireType(Tensor other, String operation) {
        if (type != other.type) {
            throw new IllegalArgumentException(
                    "%s needs equal types, got %s and %s: convert one with to(...)".formatted(operation, this, other));
        }
        return this;
    }

    /** This, checked to be of a floating type. */
    Tensor floating(String operation) {
        if (!type.isFloating()) {
            throw new IllegalArgumentException(
                    "%s needs FLOAT32 or FLOAT64, got %s: convert it with to(...)".formatted(operation, this));
        }
        return this;
    }

    /** This, checked to have a type. */
    Tensor ofType(Type asked, String operation) {
        if (type != asked) {
            throw new IllegalArgumentException("%s needs %s, got %s".formatted(operation, asked, this));
        }
        return this;
    }

    /** This, checked to have a shape. */
    Tensor ofShape(String operation, String role, long... asked) {
        if (!Arrays.equals(shape, asked)) {
            throw new IllegalArgumentException(
                    "%s needs a %s of shape %s, got %s".formatted(operation, role, Shapes.text(asked), this));
        }
        return this;
    }
}
