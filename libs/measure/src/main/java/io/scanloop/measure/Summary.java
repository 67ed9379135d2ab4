package io.scanloop.measure;

import java.util.Collection;

/**
 * A measure over some cases: a mean distance says little without the number of cases in which there was nothing to
 * measure and {@link EmptyMasks} set the figure.
 *
 * @param mean over the cases that count
 * @param oneEmpty how many of them have one empty mask
 */
public record Summary(Mean mean, int oneEmpty) {

    /** Sums up one class over cases. */
    public static Summary of(Measure measure, Collection<ClassScores> cases) {
        int oneEmpty = (int) cases.stream()
                .filter(scores -> scores.isOneEmpty() && !Double.isNaN(measure.of(scores)))
                .count();
        return new Summary(Mean.of(cases.stream().map(measure::of).toList()), oneEmpty);
    }
}
