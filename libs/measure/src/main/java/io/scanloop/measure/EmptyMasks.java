package io.scanloop.measure;

import java.util.function.ToDoubleFunction;

/**
 * What a measure is where a mask is empty: a convention, no mathematics, and the reason why the same masks score
 * differently in different programs.
 *
 * <p>Ours is {@link #SCANLOOP}: what was neither there nor found is NaN, and such a case is skipped and counted as skipped.
 * What was missed or invented has overlap 0, and is as far away as two points of the image can be: so no score gets better by
 * leaving a structure out, or by inventing one. The others are here to compare with what was published.
 */
public enum EmptyMasks {
    /** Nothing to find: NaN. One empty: overlap 0, distances the image's diagonal. */
    SCANLOOP(Double.NaN, 0, Double.NaN, Distance.DIAGONAL, Distance.DIAGONAL, Distance.DIAGONAL),

    /** MONAI's default, {@code ignore_empty=True}: whatever has an empty reference is skipped, inventions too. */
    MONAI(Double.NaN, Double.NaN, Double.NaN, Distance.INFINITE, Distance.UNDEFINED, Distance.INFINITE),

    /** MONAI with {@code ignore_empty=False}: nothing to find, and nothing found, scores 1. */
    MONAI_COUNTING_EMPTY(1, 0, Double.NaN, Distance.INFINITE, Distance.UNDEFINED, Distance.INFINITE),

    /** DeepMind's surface-distance: distances are infinite, also where both are empty. */
    DEEPMIND(Double.NaN, 0, Double.POSITIVE_INFINITY, Distance.INFINITE, Distance.INFINITE, Distance.UNDEFINED);

    private final double overlapOfNothing;
    private final double overlapOfInvented;
    private final double hausdorffOfNothing;
    private final Distance hausdorff;
    private final Distance percentile;
    private final Distance fromEmpty;

    /** How far a surface is from one that does not exist. */
    private enum Distance {
        DIAGONAL,
        INFINITE,
        UNDEFINED;

        double in(double diagonal) {
            return switch (this) {
                case DIAGONAL -> diagonal;
                case INFINITE -> Double.POSITIVE_INFINITY;
                case UNDEFINED -> Double.NaN;
            };
        }
    }

    EmptyMasks(
            double overlapOfNothing,
            double overlapOfInvented,
            double hausdorffOfNothing,
            Distance hausdorff,
            Distance percentile,
            Distance fromEmpty) {
        this.overlapOfNothing = overlapOfNothing;
        this.overlapOfInvented = overlapOfInvented;
        this.hausdorffOfNothing = hausdorffOfNothing;
        this.hausdorff = hausdorff;
        this.percentile = percentile;
        this.fromEmpty = fromEmpty;
    }

    /**
     * Dice or IoU under this convention.
     *
     * @param measure {@code Overlap::dice} or {@code Overlap::iou}
     */
    public double overlap(Overlap overlap, ToDoubleFunction<Overlap> measure) {
        if (overlap.isEmpty()) {
            return overlapOfNothing;
        }
        if (overlap.hasEmptyReference()) {
            return overlapOfInvented;
        }
        return measure.applyAsDouble(overlap);
    }

    /**
     * What stands for the distances of surfaces of which one at least does not exist.
     *
     * @param overlap of the masks
     * @param diagonal of the image, mm
     * @throws IllegalArgumentException when both masks have a voxel
     */
    SurfaceScores surfaces(Overlap overlap, double diagonal) {
        if (overlap.isEmpty()) {
            return new SurfaceScores(
                    hausdorffOfNothing, hausdorffOfNothing, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        if (!overlap.hasEmptyReference() && !overlap.hasEmptyPrediction()) {
            throw new IllegalArgumentException("surfaces of two masks that are not empty are measured, got " + overlap);
        }
        double away = hausdorff.in(diagonal);
        double none = fromEmpty.in(diagonal);
        return new SurfaceScores(
                away,
                percentile.in(diagonal),
                overlap.hasEmptyPrediction() ? none : away,
                overlap.hasEmptyReference() ? none : away,
                away,
                0);
    }
}
