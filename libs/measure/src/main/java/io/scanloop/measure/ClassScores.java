package io.scanloop.measure;

/**
 * All that is measured of one class in one pair of label volumes. {@link Measure} names each figure.
 *
 * @param overlap of the voxels
 * @param voxels the surfaces in voxel form
 * @param areas the surfaces in area form
 * @param voxelVolume of one voxel, mm^3
 * @param emptyMasks what was agreed for empty masks
 */
public record ClassScores(
        Overlap overlap, SurfaceScores voxels, SurfaceScores areas, double voxelVolume, EmptyMasks emptyMasks) {

    /** Whether exactly one mask is empty, so that its distances are agreed upon, not measured. */
    public boolean isOneEmpty() {
        return overlap.hasEmptyPrediction() != overlap.hasEmptyReference();
    }
}
