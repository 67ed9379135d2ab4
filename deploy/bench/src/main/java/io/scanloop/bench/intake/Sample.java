package io.scanloop.bench.intake;

import java.util.Comparator;
import java.util.List;

/**
 * One upload, in seconds from its first byte.
 *
 * @param sent until its last byte had been taken
 * @param acknowledged until 201 with {@code announced: true} had been read
 * @param announced until a subscriber had its StudyStored
 */
record Sample(double sent, double acknowledged, double announced) {

    /** Until it was both acknowledged and announced. */
    double whole() {
        return Math.max(acknowledged, announced);
    }

    /** The one in the middle of an odd number. */
    static Sample median(List<Sample> samples) {
        return samples.stream()
                .sorted(Comparator.comparingDouble(Sample::whole))
                .toList()
                .get(samples.size() / 2);
    }

    static double fastest(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::whole).min().orElseThrow();
    }

    static double slowest(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::whole).max().orElseThrow();
    }
}
