package io.scanloop.learning.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Normalisations: mean 0, variance 1 over some axes. */
final class Norms {
    private static final double UNUSED_MOMENTUM = 0.1;

    private Norms() {}

    static Tensor layerNorm(Tensor value, int axes, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        value.floating("layerNorm");
        if (axes < 1 || axes > value.rank()) {
            throw new IllegalArgumentException(
                    "layerNorm needs 1 to %d axes, got %d for %s".formatted(value.rank(), axes, value));
        }
        var last = Arrays.copyOfRange(value.shape(), value.rank() - axes, value.rank());
        requireAffine(value, weight, bias, "layerNorm", last);
        return value.call(value.type(), value.shape(), "layer_norm", value, last, weight, bias, epsilon);
    }

    static Tensor instanceNorm(Tensor value, double epsilon) {
        value.floating("instanceNorm");
        if (value.rank() < 3 || Shapes.count(value.shape()) == value.size(0) * value.size(1)) {
            throw new IllegalArgumentException(
                    "instanceNorm needs (B, C, ...) with more than one number per channel, got " + value);
        }
        return value.call(
                value.type(),
                value.shape(),
                "instance_norm",
                value,
                null,
                null,
                null,
                null,
                true,
                UNUSED_MOMENTUM,
                epsilon,
                true);
    }

    static Tensor groupNorm(Tensor value, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        value.floating("groupNorm");
        if (value.rank() < 2 || groups < 1 || value.size(1) % groups != 0) {
            throw new IllegalArgumentException(
                    "groupNorm needs (B, C, ...) with C a multiple of %d groups, got %s".formatted(groups, value));
        }
        requireAffine(value, weight, bias, "groupNorm", value.size(1));
        return value.call(value.type(), value.shape(), "group_norm", value, groups, weight, bias, epsilon);
    }

    private static void requireAffine(
            Tensor value, @Nullable Tensor weight, @Nullable Tensor bias, String operation, long... shape) {
        if (weight != null) {
            weight.ofShape(operation, "weight", shape).requireType(value, operation);
        }
        if (bias != null) {
            bias.ofShape(operation, "bias", shape).requireType(value, operation);
        }
    }
}
