package io.scanloop.learning.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value of a graph, of static shape. Each method checks its arguments, records one operation and returns the new
 * value; nothing is computed here. Binary operations broadcast as PyTorch does and need equal types. Axes count from 0,
 * or from the end when negative. A shape or type that does not fit is an {@link IllegalArgumentException} that names both
 * sides.
 */
public final class Tensor {
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
     * @param additiveMask broadcasts to (..., N, M); large negative where a key is not to be seen
     * @return (..., N, e)
     */
    public Tensor attention(Tensor key, Tensor value, @Nullable Tensor additiveMask) {
        return Products.attention(this, key, value, additiveMask);
    }

    // ---- convolutions and norms

    /**
     * 3-D convolution (cross-correlation) of (B, C, X, Y, Z), the same on all three axes.
     *
     * @param weight (out, C, kx, ky, kz)
     * @param bias (out)
     * @param padding voxels of 0 on every side
     */
    public Tensor conv3d(Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation) {
        return Convolutions.conv3d(this, weight, bias, stride, padding, dilation);
    }

    /**
     * Transposed 3-D convolution of (B, C, X, Y, Z) without padding.
     *
     * @param weight (C, out, kx, ky, kz)
     * @param bias (out)
     */
    public Tensor convTranspose3d(Tensor weight, @Nullable Tensor bias, int stride) {
        return Convolutions.convTranspose3d(this, weight, bias, stride);
    }

    /** Trilinear interpolation of (B, C, X, Y, Z) to a multiple of its size, corners not aligned. */
    public Tensor upsampleTrilinear(int factor) {
        return Convolutions.upsampleTrilinear(this, factor);
    }

    /**
     * Mean 0 and variance 1 over the last axes, then scaled and shifted.
     *
     * @param axes how many of the last axes
     * @param weight of the shape of these axes
     * @param bias likewise
     */
    public Tensor layerNorm(int axes, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        return Norms.layerNorm(this, axes, weight, bias, epsilon);
    }

    /** Mean 0 and variance 1 over all axes after (B, C), for each sample and channel. */
    public Tensor instanceNorm(double epsilon) {
        return Norms.instanceNorm(this, epsilon);
    }

    /**
     * Mean 0 and variance 1 over groups of channels, then scaled and shifted per channel.
     *
     * @param weight (C)
     * @param bias (C)
     */
    public Tensor groupNorm(int groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        return Norms.groupNorm(this, groups, weight, bias, epsilon);
    }

    // ---- shape

    /** The same numbers in C order under another shape; one size may be -1 and is worked out. */
    public Tensor reshape(long... shape) {
        return Reshaping.reshape(this, shape);
    }

    /** Axes in another order. */
    public Tensor permute(int... axes) {
        return Reshaping.permute(this, axes);
    }

    /** Two axes exchanged. */
    public Tensor transpose(int first, int second) {
        int a = Shapes.axis(first, shape.length, "transpose");
        int b = Shapes.axis(second, shape.length, "transpose");
        var sizes = Shapes.with(Shapes.with(shape, a, shape[b]), b, shape[a]);
        return call(type, sizes, "transpose", this, a, b);
    }

    /** A new axis of size 1 before the given one. */
    public Tensor unsqueeze(int axis) {
        return Reshaping.unsqueeze(this, axis);
    }

    /** An axis of size 1 removed. */
    public Tensor squeeze(int axis) {
        return Reshaping.squeeze(this, axis);
    }

    /** Axes of size 1 repeated to the given sizes; new axes come first. */
    public Tensor expand(long... shape) {
        return Reshaping.expand(this, shape);
    }

    /** From an index (included) to an index (excluded) along an axis. */
    public Tensor slice(int axis, long from, long to) {
        return Reshaping.slice(this, axis, from, to);
    }

    /** An axis in reverse. */
    public Tensor flip(int axis) {
        return like("flip", new long[] {Shapes.axis(axis, shape.length, "flip")});
    }

    /** Numbers moved along an axis by a shift; what leaves at one end enters at the other. */
    public Tensor roll(long shift, int axis) {
        return like("roll", new long[] {shift}, new long[] {Shapes.axis(axis, shape.length, "roll")});
    }

    /** Zeros before and after along an axis. */
    public Tensor pad(int axis, long before, long after) {
        return Reshaping.pad(this, axis, before, after);
    }

    // ---- selection

    /** {@code out[i][j][k] = this[i][index[i][j][k]][k]} for axis 1, and so on; index is INT64 of the same rank. */
    public Tensor gather(int axis, Tensor index) {
        return Selection.gather(this, axis, index);
    }

    /** This, with {@code out[i][index[i][j][k]][k] = source[i][j][k]} for axis 1, and so on; no index twice. */
    public Tensor scatter(int axis, Tensor index, Tensor source) {
        return Selection.scatter(this, axis, index, source);
    }

    /** Entries along an axis by their numbers, an INT64 vector. */
    public Tensor indexSelect(int axis, Tensor index) {
        return Selection.indexSelect(this, axis, index);
    }

    /** A number wherever the BOOL mask, which broadcasts, is true. */
    public Tensor maskedFill(Tensor mask, double value) {
        return Selection.maskedFill(this, mask, value);
    }

    /** This where the BOOL condition holds, else the other. */
    public Tensor where(Tensor condition, Tensor other) {
        return Selection.where(this, condition, other);
    }

    /** INT64 classes to a new last axis: 1 at the class, 0 elsewhere; INT64. Classes outside are an error when run. */
    public Tensor oneHot(int classes) {
        return Selection.oneHot(this, classes);
    }

    /** Whether numbers equal one; BOOL. */
    public Tensor equalTo(double value) {
        return call(Type.BOOL, shape, "eq", this, value);
    }

    /** Whether numbers are greater than one; BOOL. */
    public Tensor greaterThan(double value) {
        return call(Type.BOOL, shape, "gt", this, value);
    }

    /** The same numbers in another type; the gradient flows between floating types. */
    public Tensor to(Type other) {
        return other == type ? this : call(other, shape, "to", this, other.code());
    }

    /** The value without its gradient. */
    public Tensor detach() {
        return like("detach");
    }

    // ---- recording

    /** Records an operation in this graph. */
    Tensor call(Type type, long[] shape, String function, @Nullable Object... arguments) {
        return graph.record(type, shape, new Call(function, arguments));
    }

    /** Records an operation on this alone that keeps type and shape. */
    private Tensor like(String function, Object... arguments) {
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
