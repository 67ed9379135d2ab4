package io.scanloop.learning.view;

import io.scanloop.learning.random.CounterRandom;
import java.util.random.RandomGenerator;

/**
 * Chance for one iteration of one run. Every number follows from the seed, the iteration, what it is for and which slot
 * of the batch it is for, never from what was drawn before: so the order of threads changes nothing, and a step that
 * failed is drawn again exactly.
 *
 * @param seed of the run
 * @param iteration of the phase, from 0
 */
public record Draws(long seed, long iteration) {
    /**
     * A generator for one purpose; for the thread that asked.
     *
     * @param purpose what is drawn, e.g. {@code crop}; it separates streams
     * @param slot the place in the batch
     */
    public RandomGenerator of(String purpose, long slot) {
        return of(seed, purpose, iteration, slot);
    }

    /**
     * Which case a slot of the batch takes: uniform, with replacement.
     *
     * @param cases how many there are, in canonical order
     */
    public int pick(long slot, int cases) {
        return of("cases", slot).nextInt(cases);
    }

    /** As {@link #of(String, long)}, for draws that belong to no batch. */
    public static RandomGenerator of(long seed, String purpose, long iteration, long slot) {
        return CounterRandom.of(seed, purpose, iteration, slot);
    }
}
