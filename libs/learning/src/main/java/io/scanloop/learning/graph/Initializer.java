package io.scanloop.learning.graph;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The law of a parameter's first values. */
@FunctionalInterface
public interface Initializer {

    /**
     * Fills a parameter.
     *
     * @param values all 0, in C order
     * @param shape of the parameter
     * @param random for this parameter alone
     */
    void fill(float[] values, long[] shape, RandomGenerator random);

    /** All 0. */
    static Initializer zeros() {
        return constant(0);
    }

    /** All 1. */
    static Initializer ones() {
        return constant(1);
    }

    /** All of one value. */
    static Initializer constant(double value) {
        return (values, shape, random) -> Arrays.fill(values, (float) value);
    }

    /** Normal with mean 0. */
    static Initializer normal(double sigma) {
        return (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (sigma * random.nextGaussian());
            }
        };
    }

    /** Normal with mean 0, what lies beyond 2 in absolute value drawn again (PyTorch's {@code trunc_normal_}). */
    static Initializer truncatedNormal(double sigma) {
        return (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                double value;
                do {
                    value = sigma * random.nextGaussian();
                } while (Math.abs(value) > 2);
                values[i] = (float) value;
            }
        };
    }

    /** Uniform in (-bound, bound). */
    static Initializer uniform(double bound) {
        return (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
        };
    }

    /**
     * Uniform within sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010, eq. 16), the fans taken from a shape (out, in,
     * kernel ...).
     */
    static Initializer xavierUniform() {
        return (values, shape, random) -> {
            long kernel = Shapes.count(shape) / (shape[0] * shape[1]);
            xavierUniform(shape[1] * kernel, shape[0] * kernel).fill(values, shape, random);
        };
    }

    /** Uniform within sqrt(6 / (fan in + fan out)). */
    static Initializer xavierUniform(long fanIn, long fanOut) {
        return uniform(Math.sqrt(6.0 / (double) (fanIn + fanOut)));
    }

    /** Uniform within 1 / sqrt(fan in): what PyTorch gives weights and biases of linear maps and convolutions. */
    static Initializer pytorchDefault(long fanIn) {
        return uniform(1 / Math.sqrt((double) fanIn));
    }
}
