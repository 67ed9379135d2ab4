package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;

/**
 * Contrasts as channels of one image: the inputs {@code images} (B, M, X, Y, Z) and {@code present} (B, M) of networks
 * that take all contrasts of a task, with zeros where a study lacks one.
 *
 * @param images (B, M, X, Y, Z), 0 where a contrast is absent, whatever the input says there
 * @param present (B, M), 1 or 0
 */
record Channels(Tensor images, Tensor present) {

    /** The inputs of a graph that has none yet. */
    static Channels of(Graph graph, long batch, long contrasts, long x, long y, long z) {
        Tensor images = graph.input("images", Type.FLOAT32, batch, contrasts, x, y, z);
        Tensor present = graph.input("present", Type.FLOAT32, batch, contrasts);
        return new Channels(images.times(present.reshape(batch, contrasts, 1, 1, 1)), present);
    }
}
