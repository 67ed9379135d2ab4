package io.scanloop.learning.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What an operation keeps from the forward pass for its gradient, as PyTorch's formulas of derivatives (derivatives.yaml)
 * have it, in the forms in which a program trains on a processor.
 *
 * @param values operands and results that it keeps as they are
 * @param more bytes that it makes for itself and keeps, such as the indices of a pooling
 */
record Kept(List<Tensor> values, long more) {
    private static final Kept NOTHING = new Kept(List.of(), 0);

    /** Whose derivative needs shapes only. */
    private static final Set<String> NEEDS_NOTHING = Set.of(
            "add",
            "sub",
            "neg",
            "sum",
            "mean",
            "cat",
            "stack",
            "roll",
            "flip",
            "to",
            "constant_pad_nd",
            "upsample_trilinear3d",
            "reshape",
            "permute",
            "transpose",
            "squeeze",
            "unsqueeze",
            "expand",
            "slice");

    /** Whose derivative is written in what they give. */
    private static final Set<String> NEEDS_RESULT =
            Set.of("relu", "sigmoid", "tanh", "exp", "sqrt", "rsqrt", "softmax", "log_softmax");

    /** Whose derivative by one operand needs the others. */
    private static final Set<String> PRODUCTS = Set.of("mul", "div", "matmul", "linear", "conv2d", "conv3d");

    /** Which only say where numbers come from or go to: kept are masks and indices, not the numbers. */
    private static final Set<String> SELECTIONS = Set.of("where", "masked_fill", "index_select", "gather", "scatter");

    /**
     * Of an operation that a gradient flows through.
     *
     * @param learns whether a gradient by a value is asked for
     */
    static Kept of(Tensor result, Predicate<Tensor> learns) {
        var call = Objects.requireNonNull(result.call());
        var operands = call.operands();
        var function = call.function();
        if (NEEDS_NOTHING.contains(function)) {
            return NOTHING;
        } else if (NEEDS_RESULT.contains(function)) {
            return new Kept(List.of(result), 0);
        } else if (SELECTIONS.contains(function)) {
            return new Kept(
                    operands.stream()
                            .filter(operand -> !operand.type().isFloating())
                            .toList(),
                    0);
        } else if (PRODUCTS.contains(function)) {
            return product(call, learns);
        }
        return switch (function) {
            case "dropout" -> new Kept(List.of(), drops(call) ? Footprint.bytes(result) : 0); // the draws, as numbers
            case "max_pool2d", "max_pool3d" ->
                new Kept(operands, Long.BYTES * result.count()); // and where each greatest stood
            case "amax", "linalg_vector_norm" -> new Kept(List.of(operands.get(0), result), 0);
            case "scaled_dot_product_attention" -> attention(result, operands, learns);
            default -> new Kept(operands, 0);
        };
    }

    /** Whether a dropout does anything: with a probability of 0 it gives its operand itself. */
    static boolean drops(Call call) {
        return !Objects.equals(call.arguments().get(1), 0.0);
    }

    private static Kept product(Call call, Predicate<Tensor> learns) {
        var operands = call.operands();
        var factors = operands.subList(0, Math.min(2, operands.size()));
        if (factors.size() < 2) {
            return NOTHING; // by a number
        }
        boolean byFirst = learns.test(factors.get(0));
        boolean bySecond = learns.test(factors.get(1));
        long padded = call.function().equals("conv3d") ? padded(call) : 0;
        if (padded > 0) {
            return new Kept(List.of(), padded);
        } else if (byFirst && bySecond) {
            return new Kept(factors, 0);
        }
        return new Kept(List.of(factors.get(byFirst ? 1 : 0)), 0);
    }

    /** Bytes of the copy with zeros along X that a 3-D convolution with padding is given in training; else 0. */
    private static long padded(Call call) {
        Tensor value = call.operands().get(0);
        long padding = call.arguments().get(4) instanceof long[] all ? all[0] : 0;
        return padding == 0 ? 0 : Footprint.bytes(value) / value.size(2) * (value.size(2) + 2 * padding);
    }

    /** A mask that learns makes the scores be written out; otherwise they never lie in memory as a whole. */
    private static Kept attention(Tensor result, List<Tensor> operands, Predicate<Tensor> learns) {
        var all = new ArrayList<>(operands.subList(0, 3));
        boolean isWritten = operands.size() > 3 && learns.test(operands.get(3));
        Tensor query = operands.get(0);
        long scores = Footprint.bytes(query) / query.size(-1) * operands.get(1).size(-2);
        if (!isWritten) {
            all.add(result);
        }
        return new Kept(all, isWritten ? scores : 0);
    }
}
