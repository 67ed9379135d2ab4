package io.scanloop.learning.view;

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

    /** As {@link #of(String, long)}, for draws that belong to no batch. */
    public static RandomGenerator of(long seed, String purpose, long iteration, long slot) {
        long key = SplitMix.mixed(seed);
        for (int i = 0; i < purpose.length(); i++) {
            key = SplitMix.mixed(key ^ purpose.charAt(i));
        }
        key = SplitMix.mixed(key ^ iteration);
        return new SplitMix(SplitMix.mixed(key ^ Long.rotateLeft(slot, 32)));
    }

    /** SplitMix64 (Steele, Lea and Flood 2014): a counter in steps of the golden ratio, each count scrambled. */
    private static final class SplitMix implements RandomGenerator {
        private static final long STEP = 0x9e3779b97f4a7c15L;
        private long counter;

        SplitMix(long key) {
            counter = key;
        }

        @Override
        public long nextLong() {
            long value = mixed(counter);
            counter += STEP;
            return value;
        }

        static long mixed(long value) {
            long z = value + STEP;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return z ^ (z >>> 31);
        }
    }
}
