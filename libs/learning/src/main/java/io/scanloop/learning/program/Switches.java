package io.scanloop.learning.program;

import io.scanloop.learning.graph.Precision;

/**
 * How a training program is made of a graph; no network knows of it.
 *
 * @param precision of products
 * @param checkpointing what is kept from the forward pass for the gradient
 * @param microBatches batches whose gradients are averaged before one update, at least 1
 */
public record Switches(Precision precision, Checkpointing checkpointing, int microBatches) {
    /** All in FLOAT32, all kept, an update after each batch. */
    public static final Switches PLAIN = new Switches(Precision.FLOAT32, Checkpointing.NONE, 1);

    /** Checks that there is a batch. */
    public Switches {
        if (microBatches < 1) {
            throw new IllegalArgumentException("an update needs at least 1 micro-batch, got " + microBatches);
        }
    }

    /** What is kept from the forward pass for the gradient. */
    public enum Checkpointing {
        /** Everything that it needs. */
        NONE,
        /**
         * Of each marked segment of the graph its inputs only; the rest is computed again (Chen et al. 2016). The same
         * gradients and draws for less memory and about a third more time.
         */
        SEGMENTS
    }

    /** The same in another precision. */
    public Switches with(Precision other) {
        return new Switches(other, checkpointing, microBatches);
    }

    /** The same with other checkpoints. */
    public Switches with(Checkpointing other) {
        return new Switches(precision, other, microBatches);
    }

    /** The same with gradients of several batches. */
    public Switches withMicroBatches(int count) {
        return new Switches(precision, checkpointing, count);
    }
}
