package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;

/** How convolutional blocks normalise (B, C, ...); epsilon is 1e-5 throughout. */
public enum Norm {
    /** Not at all. */
    NONE {
        @Override
        Tensor of(Parameters scope, Tensor x) {
            return x;
        }
    },
    /** Each sample and channel for itself, without scale and shift. */
    INSTANCE {
        @Override
        Tensor of(Parameters scope, Tensor x) {
            return x.instanceNorm(Linear.EPSILON);
        }
    },
    /** Eight groups of channels, with scale and shift. */
    GROUP {
        @Override
        Tensor of(Parameters scope, Tensor x) {
            long channels = x.size(1);
            return x.groupNorm(
                    GROUPS,
                    scope.get("weight", Initializer.ones(), channels),
                    scope.get("bias", Initializer.zeros(), channels),
                    Linear.EPSILON);
        }
    },
    /** The batch, or its running statistics when the network does not train, with scale and shift. */
    BATCH {
        @Override
        Tensor of(Parameters scope, Tensor x) {
            long channels = x.size(1);
            return x.batchNorm(
                    scope.get("weight", Initializer.ones(), channels),
                    scope.get("bias", Initializer.zeros(), channels),
                    scope.buffer("running_mean", Initializer.zeros(), channels),
                    scope.buffer("running_var", Initializer.ones(), channels),
                    Linear.EPSILON);
        }
    };

    private static final int GROUPS = 8;

    /**
     * Normalises.
     *
     * @param scope of the norm itself
     * @param x (B, C, ...)
     */
    abstract Tensor of(Parameters scope, Tensor x);
}
