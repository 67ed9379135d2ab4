package io.scanloop.learning.graph;

import java.util.Arrays;

/** What a value can do number by number: arithmetic, activations (softmax among them), dropout. */
sealed interface Elementwise permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    private static Tensor binary(Tensor left, Tensor right, String function) {
        left.requireType(right, function);
        return left.call(left.type(), Shapes.broadcast(function, left.shape(), right.shape()), function, left, right);
    }

    // ---- arithmetic

    /** Sum. */
    default Tensor plus(Tensor other) {
        return binary(self(), other, "add");
    }

    /** Difference. */
    default Tensor minus(Tensor other) {
        return binary(self(), other, "sub");
    }

    /** Product of single numbers. */
    default Tensor times(Tensor other) {
        return binary(self(), other, "mul");
    }

    /** Quotient. */
    default Tensor over(Tensor other) {
        return binary(self().floating("over"), other, "div");
    }

    /** Greater of two numbers. */
    default Tensor maximum(Tensor other) {
        return binary(self(), other, "maximum");
    }

    /** Sum with a number. */
    default Tensor plus(double other) {
        return self().like("add", other);
    }

    /** Difference to a number. */
    default Tensor minus(double other) {
        return self().like("sub", other);
    }

    /** Product with a number. */
    default Tensor times(double other) {
        return self().like("mul", other);
    }

    /** Quotient by a number. */
    default Tensor over(double other) {
        return self().floating("over").like("div", other);
    }

    /** Negative. */
    default Tensor negate() {
        return self().like("neg");
    }

    /** Power with a constant exponent. */
    default Tensor pow(double exponent) {
        return self().floating("pow").like("pow", exponent);
    }

    /** Square. */
    default Tensor square() {
        return times(self());
    }

    /** Square root. */
    default Tensor sqrt() {
        return self().floating("sqrt").like("sqrt");
    }

    /** 1 / square root. */
    default Tensor rsqrt() {
        return self().floating("rsqrt").like("rsqrt");
    }

    /** e to the power of the value. */
    default Tensor exp() {
        return self().floating("exp").like("exp");
    }

    /** Natural logarithm. */
    default Tensor log() {
        return self().floating("log").like("log");
    }

    /** Absolute value. */
    default Tensor abs() {
        return self().like("abs");
    }

    /** The value, but at least the one number and at most the other. */
    default Tensor clamp(double least, double most) {
        return self().like("clamp", least, most);
    }

    // ---- activations

    /** max(x, 0). */
    default Tensor relu() {
        return self().floating("relu").like("relu");
    }

    /** x, or slope x where x is negative. */
    default Tensor leakyRelu(double slope) {
        return self().floating("leakyRelu").like("leaky_relu", slope);
    }

    /**
     * x, or slope x where x is negative, with a slope that learns.
     *
     * @param slope (1), or (C) for values (B, C, ...)
     */
    default Tensor prelu(Tensor slope) {
        Tensor value = self().floating("prelu").requireType(slope, "prelu");
        if (slope.rank() != 1 || (slope.size(0) != 1 && (value.rank() < 2 || slope.size(0) != value.size(1)))) {
            throw new IllegalArgumentException(
                    "prelu needs a slope (1), or (C) for (B, C, ...), got %s for %s".formatted(slope, value));
        }
        return value.like("prelu", slope);
    }

    /** Gaussian error linear unit, exact (erf). */
    default Tensor gelu() {
        return self().floating("gelu").like("gelu");
    }

    /** 1 / (1 + e^-x). */
    default Tensor sigmoid() {
        return self().floating("sigmoid").like("sigmoid");
    }

    /** Hyperbolic tangent. */
    default Tensor tanh() {
        return self().floating("tanh").like("tanh");
    }

    /** e^x over its sum along the axis. */
    default Tensor softmax(int axis) {
        return self().floating("softmax").like("softmax", Shapes.axis(axis, self().rank(), "softmax"));
    }

    /** Logarithm of {@link #softmax}, without overflow. */
    default Tensor logSoftmax(int axis) {
        return self().floating("log_softmax").like("log_softmax", Shapes.axis(axis, self().rank(), "log_softmax"));
    }

    /**
     * In a training program: each number is set to 0 with the probability and scaled by 1 / (1 - p) otherwise. In a
     * forward program: the value itself.
     */
    default Tensor dropout(double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout needs a probability in [0, 1), got " + probability);
        }
        return self().floating("dropout").like("dropout", probability, Call.IS_TRAINING);
    }

    /**
     * In a training program: each sample (first axis) is set to 0 as a whole with the probability and scaled by 1 / (1 -
     * p) otherwise, one draw a sample (stochastic depth, Huang et al. 2016). In a forward program: the value itself.
     */
    default Tensor dropSamples(double probability) {
        if (probability == 0) {
            return self();
        }
        var one = new long[self().rank()];
        Arrays.fill(one, 1);
        one[0] = self().size(0);
        Tensor kept = self().graph().scalar(1).to(self().type()).expand(one).times(1);
        return times(kept.dropout(probability));
    }
}
