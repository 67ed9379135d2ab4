package io.scanloop.learning.network;

import io.scanloop.learning.graph.Tensor;

/** Numbers of blocks that cut a cube, as numbers of what lies in them. */
public final class Blocks {
    private Blocks() {}

    /**
     * Gives each block's number to all of its parts.
     *
     * @param blocks one number a block, (B, n, n, n) or any other shape of B rows in this order
     * @param along n, blocks on an edge of the cube
     * @param factor f, parts on an edge of a block
     * @return (B, 1, f n, f n, f n)
     */
    public static Tensor spread(Tensor blocks, long along, long factor) {
        long batch = blocks.size(0);
        return blocks.reshape(batch, along, 1, along, 1, along, 1)
                .expand(batch, along, factor, along, factor, along, factor)
                .reshape(batch, 1, along * factor, along * factor, along * factor);
    }
}
