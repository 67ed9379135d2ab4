package io.scanloop.learning.view;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A mild change of a crop, the same flip for images and labels, and for each contrast {@code x (1 + e) + s} on what is
 * not 0, so that the background stays 0.
 *
 * @param flip probability of mirroring X, the patient's left and right; 0 for tasks whose classes name a side
 * @param scale bound of e, uniform in (-scale, scale)
 * @param shift bound of s, likewise, in prepared numbers: standard deviations of the contrast, for CT its window
 */
public record LightChange(double flip, double scale, double shift) {
    /** Leaves crops as they are. */
    public static final LightChange NONE = new LightChange(0, 0, 0);

    /** What was drawn for one crop. */
    public record Drawn(boolean isFlipped, List<Double> factors, List<Double> shifts) {}

    /** Draws for one crop. */
    public Drawn draw(int contrasts, RandomGenerator chance) {
        boolean isFlipped = chance.nextDouble() < flip;
        var factors = new ArrayList<Double>();
        var shifts = new ArrayList<Double>();
        for (int contrast = 0; contrast < contrasts; contrast++) {
            factors.add(1 + scale * (2 * chance.nextDouble() - 1));
            shifts.add(shift * (2 * chance.nextDouble() - 1));
        }
        return new Drawn(isFlipped, factors, shifts);
    }
}
