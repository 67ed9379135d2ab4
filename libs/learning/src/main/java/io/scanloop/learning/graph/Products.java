package io.scanloop.learning.graph;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Products of matrices. */
final class Products {
    private Products() {}

    static Tensor matmul(Tensor left, Tensor right) {
        left.requireType(right, "matmul");
        if (left.rank() < 2 || right.rank() < 2 || left.size(-1) != right.size(-2)) {
            throw new IllegalArgumentException(
                    "matmul needs (..., n, k) and (..., k, m), got %s and %s".formatted(left, right));
        }
        var shape = Shapes.joined(
                Shapes.broadcast("matmul", before(left, 2), before(right, 2)), left.size(-2), right.size(-1));
        return left.call(left.type(), shape, "matmul", left, right);
    }

    static Tensor linear(Tensor value, Tensor weight, @Nullable Tensor bias) {
        value.floating("linear").requireType(weight, "linear");
        if (value.rank() < 1 || weight.rank() != 2 || value.size(-1) != weight.size(1)) {
            throw new IllegalArgumentException(
                    "linear needs (..., in) and a weight (out, in), got %s and %s".formatted(value, weight));
        }
        if (bias != null) {
            bias.ofShape("linear", "bias", weight.size(0)).requireType(value, "linear");
        }
        var shape = Shapes.joined(before(value, 1), weight.size(0));
        return value.call(value.type(), shape, "linear", value, weight, bias);
    }

    static Tensor attention(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask) {
        query.floating("attention").requireType(key, "attention").requireType(value, "attention");
        if (query.rank() < 3
                || !Arrays.equals(before(query, 2), before(key, 2))
                || !Arrays.equals(before(query, 2), before(value, 2))
                || query.size(-1) != key.size(-1)
                || key.size(-2) != value.size(-2)) {
            throw new IllegalArgumentException(
                    "attention needs a query (..., N, d), a key (..., M, d) and a value (..., M, e), got %s, %s and %s"
                            .formatted(query, key, value));
        }
        if (mask != null) {
            var scores = Shapes.joined(before(query, 2), query.size(-2), key.size(-2));
            mask.requireType(query, "attention");
            if (!Arrays.equals(Shapes.broadcast("attention's mask", scores, mask.shape()), scores)) {
                throw new IllegalArgumentException(
                        "attention needs a mask that broadcasts to %s, got %s".formatted(Shapes.text(scores), mask));
            }
        }
        var shape = Shapes.joined(before(query, 1), value.size(-1));
        return query.call(query.type(), shape, "scaled_dot_product_attention", query, key, value, mask, 0.0, false);
    }

    /** The call of an attention as products of matrices: {@code softmax(q k^T / sqrt(d) + mask) v}. */
    static String attention(Call call, Function<Tensor, String> names) {
        var operands = call.operands();
        Tensor query = operands.get(0);
        var scores = "torch.mul(torch.matmul(%s, torch.transpose(%s, -2, -1)), %s)"
                .formatted(
                        names.apply(query),
                        names.apply(operands.get(1)),
                        Call.number(1 / Math.sqrt((double) query.size(-1))));
        var masked = operands.size() > 3 ? "torch.add(%s, %s)".formatted(scores, names.apply(operands.get(3))) : scores;
        return "torch.matmul(torch.softmax(%s, -1), %s)".formatted(masked, names.apply(operands.get(2)));
    }

    private static long[] before(Tensor value, int last) {
        return Arrays.copyOf(value.shape(), value.rank() - last);
    }
}
