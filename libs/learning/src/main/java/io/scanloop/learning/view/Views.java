package io.scanloop.learning.view;

import io.scanloop.learning.graph.Batch;
import java.util.List;

/** Makes the batches of one phase of one method. Pure: the same cases and draws make the same batch, on any thread. */
public interface Views {
    /** How many cases a batch takes. */
    int cases();

    /**
     * Makes a batch.
     *
     * @param drawn as many as {@link #cases}, see {@link Draws#pick}
     * @return the inputs of the phase's program
     */
    Batch make(List<Case> drawn, Draws draws);
}
