package io.scanloop.measure;

/**
 * How far the surfaces of a prediction and a reference are apart, in one of two forms.
 *
 * <ul>
 *   <li><b>Voxels</b>, as MONAI has it: an element is a voxel of the mask with a neighbour, by a face, outside the mask;
 *       all weigh the same; percentiles are linear between elements.
 *   <li><b>Areas</b>, after Nikolov et al. (Clinically Applicable Segmentation of Head and Neck Anatomy, 2021): an element
 *       is a cell between eight voxels of which some are in the mask; it weighs the area of the surface through it; a
 *       percentile is the first distance with that share of the area behind it.
 * </ul>
 *
 * The distance of an element is that to the nearest element of the other surface, exact, in mm.
 *
 * @param hausdorff the largest distance (HD), mm
 * @param hausdorff95 the larger of the 95th percentiles of both directions (HD95), mm
 * @param meanFromPrediction mean distance of the prediction's surface from the reference's, mm
 * @param meanFromReference mean distance of the reference's surface from the prediction's, mm
 * @param mean mean over the elements of both surfaces together (ASSD), mm
 * @param dice share of both surfaces within the tolerance of the other (NSD, surface Dice), 0 to 1
 */
public record SurfaceScores(
        double hausdorff,
        double hausdorff95,
        double meanFromPrediction,
        double meanFromReference,
        double mean,
        double dice) {}
