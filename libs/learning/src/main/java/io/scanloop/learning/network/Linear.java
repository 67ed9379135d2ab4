package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;

/** Linear maps of the last axis with their first weights, and the layer norm that goes before them. */
enum Linear {
    /** PyTorch's: weight and bias uniform within 1 / sqrt(fan in). */
    PYTORCH {
        @Override
        Initializer weight(long in) {
            return Initializer.pytorchDefault(in);
        }

        @Override
        Initializer bias(long in) {
            return Initializer.pytorchDefault(in);
        }
    },
    /** Truncated normal 0.02, bias 0. */
    NARROW {
        @Override
        Initializer weight(long in) {
            return Initializer.truncatedNormal(0.02);
        }

        @Override
        Initializer bias(long in) {
            return Initializer.zeros();
        }
    },
    /** Xavier-uniform, bias 0. */
    XAVIER {
        @Override
        Initializer weight(long in) {
            return Initializer.xavierUniform();
        }

        @Override
        Initializer bias(long in) {
            return Initializer.zeros();
        }
    };

    static final double EPSILON = 1e-5;

    abstract Initializer weight(long in);

    abstract Initializer bias(long in);

    /** A map with bias: parameters {@code name.weight} (out, in) and {@code name.bias} (out). */
    Tensor map(Parameters scope, String name, Tensor x, long out) {
        Parameters map = scope.in(name);
        long in = x.size(-1);
        return x.linear(map.get("weight", weight(in), out, in), map.get("bias", bias(in), out));
    }

    /** A map without bias. */
    Tensor mapWithoutBias(Parameters scope, String name, Tensor x, long out) {
        long in = x.size(-1);
        return x.linear(scope.in(name).get("weight", weight(in), out, in), null);
    }

    /** Layer norm of the last axis with scale and shift. */
    static Tensor norm(Parameters scope, Tensor x) {
        return norm(scope, x, EPSILON);
    }

    static Tensor norm(Parameters scope, Tensor x, double epsilon) {
        long width = x.size(-1);
        return x.layerNorm(
                1,
                scope.get("weight", Initializer.ones(), width),
                scope.get("bias", Initializer.zeros(), width),
                epsilon);
    }
}
