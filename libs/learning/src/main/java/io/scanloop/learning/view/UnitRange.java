package io.scanloop.learning.view;

import io.scanloop.imaging.IntensityLaw;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * The part of a contrast's prepared intensities that becomes 0 to 1; what lies beyond is held at its ends. For methods that
 * put noise of 0 to 1 beside them, as Swin UNETR does.
 *
 * @param least becomes 0
 * @param most becomes 1
 */
public record UnitRange(double least, double most) {
    /** What the window of CT leaves lies in 0 to 1 and stays what it is. */
    private static final UnitRange WINDOWED = new UnitRange(0, 1);

    /** Three deviations to either side of the mean: {@code (x + 3) / 6}. */
    private static final UnitRange STANDARDISED = new UnitRange(-3, 3);

    /** That of a contrast, by the {@link IntensityLaw} that its name has. */
    public static UnitRange of(String contrast) {
        return switch (IntensityLaw.of(contrast)) {
            case CT_WINDOW -> WINDOWED;
            case Z_SCORE -> STANDARDISED;
        };
    }

    /** Those of the contrasts of a task, in its order. */
    public static List<UnitRange> of(List<String> contrasts) {
        return contrasts.stream().map(UnitRange::of).toList();
    }

    /** Of one intensity. */
    public float unit(float intensity) {
        return (float) ((Math.max(least, Math.min(most, intensity)) - least) / (most - least));
    }

    /** Of each, in a network. */
    public Tensor unit(Tensor intensities) {
        Tensor held = intensities.clamp(least, most);
        return equals(WINDOWED) ? held : held.plus(-least).over(most - least);
    }
}
