package io.scanloop.learning.method;

/** A number that changes over a phase: a pure function of the iteration and of the phase's total. */
@FunctionalInterface
public interface Schedule {

    /**
     * Its value.
     *
     * @param iteration from 0, global over the phase
     * @param total iterations of the phase
     */
    double at(long iteration, long total);

    /** Always the same. */
    static Schedule constant(double value) {
        return (iteration, total) -> value;
    }

    /**
     * From near 0 to the base in a straight line, then down half a cosine.
     *
     * @param base highest value
     * @param warmUpShare share of the phase in [0, 1) that warms up
     * @param floorShare last value as a share of the base
     */
    static Schedule warmUpCosine(double base, double warmUpShare, double floorShare) {
        return (iteration, total) -> {
            double warmUp = Math.floor(warmUpShare * total);
            if (iteration < warmUp) {
                return base * (iteration + 1) / warmUp;
            }
            double progress = Math.min(1, (iteration - warmUp) / Math.max(1, total - warmUp));
            return base * (floorShare + (1 - floorShare) * 0.5 * (1 + StrictMath.cos(Math.PI * progress)));
        };
    }

    /** base (1 - iteration / total)^power. */
    static Schedule poly(double base, double power) {
        return (iteration, total) -> base * StrictMath.pow(Math.max(0, 1 - (double) iteration / total), power);
    }
}
