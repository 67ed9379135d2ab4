package io.scanloop.learning.graph;

import java.util.List;
import java.util.Objects;

/**
 * Multiply-accumulates of one forward pass.
 *
 * @param maps of convolutions, transposed convolutions and linear maps, what common profilers count
 * @param attention of the products inside attention, which they leave out
 */
public record Cost(long maps, long attention) {

    /** Of what some values need. */
    public static Cost of(Graph graph, List<Tensor> values) {
        long maps = 0;
        long attention = 0;
        for (var result : Listing.operations(graph, values)) {
            var call = Objects.requireNonNull(result.call());
            var operands = call.operands();
            switch (call.function()) {
                // each output voxel takes one number per weight of its channel
                case "conv2d", "conv3d" ->
                    maps += Shapes.count(result.shape())
                            / result.size(1)
                            * Shapes.count(operands.get(1).shape());
                case "conv_transpose2d", "conv_transpose3d" ->
                    maps += Shapes.count(operands.get(1).shape())
                            * (Shapes.count(operands.get(0).shape())
                                    / operands.get(0).size(1));
                case "linear" ->
                    maps += Shapes.count(operands.get(0).shape())
                            * operands.get(1).size(0);
                case "scaled_dot_product_attention" ->
                    attention += Shapes.count(operands.get(0).shape())
                                    * operands.get(1).size(-2)
                            + Shapes.count(operands.get(1).shape())
                                    / operands.get(1).size(-1)
                                    * operands.get(0).size(-2)
                                    * operands.get(2).size(-1);
                default -> {}
            }
        }
        return new Cost(maps, attention);
    }
}
