package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;

/**
 * The inputs of AMAE's programs: images, and which contrasts are there.
 *
 * @param images (B, M, X, Y, Z), zeros where a contrast is absent
 * @param present (B, M), 1 or 0
 */
record Modalities(Tensor images, Tensor present) {

    /** The inputs of a graph that has none yet. */
    static Modalities of(Graph graph, AmaePreset preset, long batch, Task task) {
        int crop = preset.crop();
        long modalities = task.contrasts().size();
        Tensor images = graph.input("images", Type.FLOAT32, batch, modalities, crop, crop, crop);
        return new Modalities(images, graph.input("present", Type.FLOAT32, batch, modalities));
    }
}
