package io.scanloop.learning.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value of a graph, of static shape. Each method checks its arguments, records one operation and returns the new
 * value; nothing is computed here. Binary operations broadcast as PyTorch does and need equal types. Axes count from 0,
 * or from the end when negative. A shape or type that does not fit is an {@link IllegalArgumentException} that names both
 * sides.
 */
public final class Tensor implements GridOperations, Arrangement {
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

    // ---- arithmetic

    /** Sum. */
    public Tensor plus(Tensor other) {
        return binary(other, "add");
    }

    /** Difference. */
    public Tensor minus(Tensor other) {
        return binary(other, "sub");
    }

    /** Product of single numbers. */
    public Tensor times(Tensor other) {
        return binary(other, "mul");
    }

    /** Quotient. */
    public Tensor over(Tensor other) {
        return floating("over").binary(other, "div");
    }

    /** Greater of two numbers. */
    public Tensor maximum(Tensor other) {
        return binary(other, "maximum");
    }

    /** Sum with a number. */
    public Tensor plus(double other) {
        return like("add", other);
    }

    /** Difference to a number. */
    public Tensor minus(double other) {
        return like("sub", other);
    }

    /** Product with a number. */
    public Tensor times(double other) {
        return like("mul", other);
    }

    /** Quotient by a number. */
    public Tensor over(double other) {
        return floating("over").like("div", other);
    }

    /** Negative. */
    public Tensor negate() {
        return like("neg");
    }

    /** Power with a constant exponent. */
    public Tensor pow(double exponent) {
        return floating("pow").like("pow", exponent);
    }

    /** Square. */
    public Tensor square() {
        return times(this);
    }

    /** Square root. */
    public Tensor sqrt() {
        return floating("sqrt").like("sqrt");
    }

    /** 1 / square root. */
    public Tensor rsqrt() {
        return floating("rsqrt").like("rsqrt");
    }

    /** e to the power of the value. */
    public Tensor exp() {
        return floating("exp").like("exp");
    }

    /** Natural logarithm. */
    public Tensor log() {
        return floating("log").like("log");
    }

    /** Absolute value. */
    public Tensor abs() {
        return like("abs");
    }

    /** The value, but at least the one number and at most the other. */
    public Tensor clamp(double least, double most) {
        return like("clamp", least, most);
    }

    // ---- activations

    /** max(x, 0). */
    public Tensor relu() {
        return floating("relu").like("relu");
    }

    /** x, or slope x where x is negative. */
    public Tensor leakyRelu(double slope) {
        return floating("leakyRelu").like("leaky_relu", slope);
    }

    /**
     * x, or slope x where x is negative, with a slope that learns.
     *
     * @param slope (1), or (C) for values (B, C, ...)
     */
    public Tensor prelu(Tensor slope) {
        floating("prelu").requireType(slope, "prelu");
        if (slope.rank() != 1 || (slope.size(0) != 1 && (rank() < 2 || slope.size(0) != size(1)))) {
            throw new IllegalArgumentException(
                    "prelu needs a slope (1), or (C) for (B, C, ...), got %s for %s".formatted(slope, this));
        }
        return call(type, shape, "prelu", this, slope);
    }

    /** Gaussian error linear unit, exact (erf). */
    public Tensor gelu() {
        return floating("gelu").like("gelu");
    }

    /** 1 / (1 + e^-x). */
    public Tensor sigmoid() {
        return floating("sigmoid").like("sigmoid");
    }

    /** Hyperbolic tangent. */
    public Tensor tanh() {
        return floating("tanh").like("tanh");
    }

    /** e^x over its sum along the axis. */
    public Tensor softmax(int axis) {
        return floating("softmax").like("softmax", Shapes.axis(axis, shape.length, "softmax"));
    }

    /** Logarithm of {@link #softmax}, without overflow. */
    public Tensor logSoftmax(int axis) {
        return floating("log_softmax").like("log_softmax", Shapes.axis(axis, shape.length, "log_softmax"));
    }

    /**
     * In a training program: each number is set to 0 with the probability and scaled by 1 / (1 - p) otherwise. In a
     * forward program: the value itself.
     */
    public Tensor dropout(double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout needs a probability in [0, 1), got " + probability);
        }
        return floating("dropout").like("dropout", probability, Call.IS_TRAINING);
    }

    /**
     * In a training program: each sample (first axis) is set to 0 as a whole with the probability and scaled by 1 / (1 -
     * p) otherwise, one draw a sample (stochastic depth, Huang et al. 2016). In a forward program: the value itself.
     */
    public Tensor dropSamples(double probability) {
        if (probability == 0) {
            return this;
        }
        var one = new long[shape.length];
        Arrays.fill(one, 1);
        one[0] = size(0);
        return times(graph.scalar(1).to(type).expand(one).times(1).dropout(probability));
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

    private Tensor binary(Tensor other, String function) {
        requireType(other, function);
        return call(type, Shapes.broadcast(function, shape, other.shape), function, this, other);
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
