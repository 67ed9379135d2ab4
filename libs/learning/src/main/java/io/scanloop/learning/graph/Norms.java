package io.scanloop.learning.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Normalisations: mean 0, variance 1 over some axes. */
final class Norms {
    private static final double UNUSED_MOMENTUM = 0.1;
    /** How far running statistics move towards those of a batch, as PyTorch's default. */
    private static final double RUNNING_SHARE = 0.1;

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
        if (value.rank() < 3 || value.count() == value.size(0) * value.size(1)) {
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

    static Tensor batchNorm(Tensor value, Tensor weight, Tensor bias, Tensor mean, Tensor variance, double epsilon) {
        value.floating("batchNorm");
        if (value.rank() < 2) {
            throw new IllegalArgumentException("batchNorm needs (B, C, ...), got " + value);
        }
        requireAffine(value, weight, bias, "batchNorm", value.size(1));
        mean.ofShape("batchNorm", "running mean", value.size(1)).requireType(value, "batchNorm");
        variance.ofShape("batchNorm", "running variance", value.size(1)).requireType(value, "batchNorm");
        boolean isSettled = value.graph().isSettled(mean) && value.graph().isSettled(variance);
        if (!isSettled) {
            moveRunning(value, mean, variance);
        }
        return value.call(
                value.type(),
                value.shape(),
                "batch_norm",
                value,
                weight,
                bias,
                isSettled ? mean : new Call.Only(Mode.INFERENCE, mean),
                isSettled ? variance : new Call.Only(Mode.INFERENCE, variance),
                isSettled ? (Object) false : Call.IS_TRAINING,
                UNUSED_MOMENTUM,
                epsilon,
                true);
    }

    /** Buffers take up the batch after each step; other values, as in a trial of the operator, stay. */
    private static void moveRunning(Tensor value, Tensor mean, Tensor variance) {
        if (mean.source() != Tensor.Source.PARAMETER || variance.source() != Tensor.Source.PARAMETER) {
            return;
        }
        // one number per channel has no variance: the engine refuses to train on it, and a forward program may
        double others = Math.max(1.0, (double) value.count() / value.size(1) - 1);
        var fixed = value.detach();
        var axes = IntStream.range(0, value.rank()).filter(axis -> axis != 1).toArray();
        var batchMean = fixed.mean(axes);
        var shape = new long[value.rank() - 1];
        Arrays.fill(shape, 1);
        shape[0] = value.size(1);
        var batchVariance =
                fixed.minus(batchMean.reshape(shape)).square().sum(axes).over(others);
        value.graph().update(mean, moved(mean, batchMean));
        value.graph().update(variance, moved(variance, batchVariance));
    }

    /** Twice when a network is used twice in a step. */
    private static Tensor moved(Tensor buffer, Tensor batch) {
        var running = buffer.graph().updates().getOrDefault(buffer, buffer);
        return running.times(1 - RUNNING_SHARE).plus(batch.times(RUNNING_SHARE));
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
