package io.scanloop.learning.method;

/**
 * Parameters that learn faster, slower or later than the rest.
 *
 * @param prefix of their paths
 * @param multiplier of the learning rate; 0 freezes them for good
 * @param begin share of the phase, in [0, 1), for which they rest before they learn: until then their weights and what the
 *     optimiser keeps of them stay as they are, and their gradient does not count when the norm is clipped
 */
public record RateRule(String prefix, double multiplier, double begin) {

    /** Checks the range. */
    public RateRule {
        if (!(multiplier >= 0) || !(begin >= 0 && begin < 1)) {
            throw new IllegalArgumentException(
                    "a rate needs a multiplier >= 0 and begins at a share of the phase in [0, 1), got %s and %s for \"%s\""
                            .formatted(multiplier, begin, prefix));
        }
    }

    /** From the first iteration on. */
    public RateRule(String prefix, double multiplier) {
        this(prefix, multiplier, 0);
    }
}
