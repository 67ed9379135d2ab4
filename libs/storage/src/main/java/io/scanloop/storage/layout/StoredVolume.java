package io.scanloop.storage.layout;

import io.scanloop.events.ObjectRef;
import java.util.List;

/**
 * One contrast of a study, or a segmentation.
 *
 * @param object the file as it was sent
 * @param content SHA-256 of the decoded voxels and their geometry: equal for equal volumes, however compressed
 * @param type type of the stored voxels, like {@code int16}
 * @param shape voxels along X, Y, Z
 * @param spacing voxel size in mm along X, Y, Z
 * @param affine voxel index to RAS millimetres: four rows of four, the last 0 0 0 1
 * @param orientation where the axes point, like {@code RAS}
 * @param minimum smallest voxel value
 * @param maximum largest voxel value
 */
public record StoredVolume(
        ObjectRef object,
        String content,
        String type,
        List<Long> shape,
        List<Double> spacing,
        List<List<Double>> affine,
        String orientation,
        double minimum,
        double maximum) {

    /** Largest difference of two affines, in mm, at which two volumes still lie on the same grid. */
    public static final double GRID_TOLERANCE_MM = 1e-2;

    /** Whether voxel for voxel this volume shows the same places as the other. */
    public boolean isOnGridOf(StoredVolume other) {
        if (!shape.equals(other.shape)) {
            return false;
        }
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                double mine = affine.get(row).get(column);
                double others = other.affine.get(row).get(column);
                double reach = column < 3 ? shape.get(column) : 1; // a step's error adds up along the axis
                if (Math.abs(mine - others) * reach > GRID_TOLERANCE_MM) {
                    return false;
                }
            }
        }
        return true;
    }
}
