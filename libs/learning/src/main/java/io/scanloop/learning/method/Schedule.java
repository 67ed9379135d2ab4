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

    /**
     * From the first value to the last in a straight line over a part of the phase; the ends before and after it.
     *
     * @param fromShare where the line begins, as a share of the phase
     * @param toShare where it ends, at least {@code fromShare}
     */
    static Schedule ramp(double first, double last, double fromShare, double toShare) {
        return (iteration, total) -> {
            double begin = fromShare * total;
            double end = toShare * total;
            if (iteration >= end) {
                return last;
            }
            return iteration <= begin ? first : first + (last - first) * (iteration - begin) / (end - begin);
        };
    }

    /**
     * Momentum of a teacher: {@code 1 - (1 - first) (cos(pi k / K) + 1) / 2}, from the first value up to 1 (BYOL, Grill et
     * al. 2020, appendix; DINO, iBOT, SMIT).
     */
    static Schedule momentum(double first) {
        return (iteration, total) -> {
            double progress = Math.min(1, (double) iteration / total);
            return 1 - (1 - first) * (StrictMath.cos(Math.PI * progress) + 1) / 2;
        };
    }

    /**
     * Momentum of a teacher that is at first the mean of all weights so far, later their moving average:
     * {@code min(most, 1 - 1 / (k + 1))} (Tarvainen and Valpola's public code).
     *
     * @param most in [0, 1)
     */
    static Schedule averaging(double most) {
        return (iteration, total) -> Math.min(most, 1 - 1.0 / (iteration + 1));
    }

    /**
     * This, times two teeth: from near 0 up in a straight line over a share of the phase, once more over the next share,
     * then as it is.
     *
     * @param share in [0, 0.5]
     */
    default Schedule sawtooth(double share) {
        return (iteration, total) -> {
            double tooth = Math.floor(share * total);
            double factor = iteration >= 2 * tooth ? 1 : (iteration % (long) tooth + 1) / tooth;
            return factor * at(iteration, total);
        };
    }

    /**
     * Weight of a consistency term: {@code last exp(-5 (1 - min(1, k / K_r))^2)} (Laine and Aila 2017, section 3.1).
     *
     * @param share of the phase after which it has its last value: K_r = share x K
     */
    static Schedule consistency(double last, double share) {
        return (iteration, total) -> {
            double missing = 1 - Math.min(1, iteration / (share * total));
            return last * StrictMath.exp(-5 * missing * missing);
        };
    }
}
