package io.scanloop.learning.random;

import java.util.random.RandomGenerator;

/**
 * A generator whose numbers depend only on what it was made for: a seed, a purpose and counters such as iteration and
 * slot. Two makers of the same generator get the same numbers, in whatever order and on whatever thread they work.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). Not to be shared between
 * threads.
 */
public final class CounterRandom implements RandomGenerator {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private long state;

    private CounterRandom(long state) {
        this.state = state;
    }

    /**
     * A generator for one purpose.
     *
     * @param seed of the run
     * @param purpose what is drawn, e.g. {@code init/encoder.norm.weight}
     * @param counters where in the run, e.g. iteration and slot
     */
    public static CounterRandom of(long seed, String purpose, long... counters) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * FNV_PRIME;
        }
        long state = mix(mix(seed + GOLDEN_GAMMA) ^ hash);
        for (long counter : counters) {
            state = mix((state + GOLDEN_GAMMA) ^ mix(counter));
        }
        return new CounterRandom(state);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** A number of the standard normal distribution (Box and Muller), the same on every machine. */
    @Override
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
