package io.scanloop.learning.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Multiply-accumulates.
 *
 * @param maps of convolutions, transposed convolutions and linear maps, what common profilers count
 * @param attention of the products inside attention, which they leave out
 * @param products of other products of matrices, such as the likeness of all vectors of a batch
 */
public record Cost(long maps, long attention, long products) {

    /** All of them. */
    public long total() {
        return maps + attention + products;
    }

    /** Of one forward pass to some values. */
    public static Cost of(Graph graph, List<Tensor> values) {
        return counted(graph, values, Set.of(), Set.of());
    }

    /**
     * Of one iteration of training: the forward pass, and of each product the gradients that are asked for, which cost as
     * much as the product each. What no gradient flows through, such as a teacher's answers, counts once.
     *
     * @param losses that gradients begin at
     * @param learning parameters that they end at
     */
    public static Cost ofIteration(Graph graph, List<Tensor> losses, Set<Tensor> learning) {
        var changed = new HashSet<>(learning);
        for (var result : graph.operations()) {
            if (Listing.flowing(result).stream().anyMatch(changed::contains)) {
                changed.add(result);
            }
        }
        return counted(graph, losses, changed, Listing.reachedByGradient(losses));
    }

    /**
     * @param changed values that change with what learns
     * @param reached values that a gradient by the losses reaches
     */
    private static Cost counted(Graph graph, List<Tensor> values, Set<Tensor> changed, Set<Tensor> reached) {
        long maps = 0;
        long attention = 0;
        long products = 0;
        for (var result : Listing.operations(graph, values)) {
            var call = Objects.requireNonNull(result.call());
            var operands = call.operands();
            Set<Tensor> asked = reached.contains(result) ? changed : Set.of();
            switch (call.function()) {
                // each output voxel takes one number per weight of its channel
                case "conv2d", "conv3d" ->
                    maps += result.count()
                            / result.size(1)
                            * operands.get(1).count()
                            * passes(asked, operands.get(0), operands.get(1));
                case "conv_transpose2d", "conv_transpose3d" ->
                    maps += operands.get(1).count()
                            * (operands.get(0).count() / operands.get(0).size(1))
                            * passes(asked, operands.get(0), operands.get(1));
                case "linear" ->
                    maps += operands.get(0).count()
                            * operands.get(1).size(0)
                            * passes(asked, operands.get(0), operands.get(1));
                case "matmul" ->
                    products +=
                            result.count() * operands.get(0).size(-1) * passes(asked, operands.get(0), operands.get(1));
                case "scaled_dot_product_attention" -> attention += attention(operands, asked);
                default -> {}
            }
        }
        return new Cost(maps, attention, products);
    }

    /** One forward, and one backward for each factor that a gradient is asked by. */
    private static long passes(Set<Tensor> asked, Tensor left, Tensor right) {
        return 1L + (asked.contains(left) ? 1 : 0) + (asked.contains(right) ? 1 : 0);
    }

    /** Query by key gives scores, scores by value the result; a mask may change the scores, too. */
    private static long attention(List<Tensor> operands, Set<Tensor> asked) {
        Tensor query = operands.get(0);
        Tensor key = operands.get(1);
        Tensor value = operands.get(2);
        long scores = query.count() * key.size(-2);
        long mixed = key.count() / key.size(-1) * query.size(-2) * value.size(-1);
        boolean isScored = asked.contains(query)
                || asked.contains(key)
                || operands.stream().skip(3).anyMatch(asked::contains);
        return scores * passes(asked, query, key) + mixed * (1L + (isScored ? 1 : 0) + (asked.contains(value) ? 1 : 0));
    }
}
