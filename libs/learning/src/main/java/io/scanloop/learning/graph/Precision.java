package io.scanloop.learning.graph;

/** In which numbers a program multiplies. */
public enum Precision {
    /** All in FLOAT32. */
    FLOAT32,
    /**
     * Convolutions, linear maps, products of matrices and attention in bfloat16, and what only moves their results or
     * bends them one by one; norms, sums, losses and the optimiser in FLOAT32, as are weights, inputs and outputs. What a
     * graph asks to do {@linkplain Graph#precisely precisely} stays in FLOAT32 too.
     */
    BFLOAT16
}
