package io.scanloop.learning.study;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.NiftiType;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.view.Case;
import java.util.Arrays;
import java.util.List;

/** Predicted masks, from the grid of the network back to that of the study. */
public final class Masks {
    /** Smaller deviations of a position from a voxel centre, in voxels, are rounding of the affine. */
    private static final double ROUNDING = 1e-6;

    private Masks() {}

    /**
     * What the network sees in a case, in class indices.
     *
     * @param grid of the case
     */
    public static Volume predicted(Predictor predictor, Case study, Geometry grid) {
        short[] predicted = predictor.predict(study);
        var values = new float[predicted.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = predicted[i];
        }
        return new Volume(grid, values);
    }

    /**
     * Takes class indices to another grid, whatever its spacing and orientation: each voxel there gets the class that has
     * most of the eight voxels around it, weighted as in trilinear interpolation (which is to interpolate each class'
     * mask linearly and take the largest); the lower index of two that have the same.
     */
    public static Volume onto(Volume indices, Geometry target, int classes) {
        Geometry grid = indices.geometry();
        Affine map = grid.affine().inverse().after(target.affine());
        var values = new float[Math.toIntExact(target.voxels())];
        var votes = new double[classes];
        int at = 0;
        for (int k = 0; k < target.sizeZ(); k++) {
            for (int j = 0; j < target.sizeY(); j++) {
                for (int i = 0; i < target.sizeX(); i++) {
                    values[at++] = elected(indices, map.apply(i, j, k), votes);
                }
            }
        }
        return new Volume(target, values);
    }

    private static int elected(Volume indices, double[] position, double[] votes) {
        int[] shape = indices.geometry().shape();
        var low = new int[3];
        var part = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double inside = Math.max(0, Math.min(shape[axis] - 1, position[axis]));
            double centre = Math.rint(inside);
            inside = Math.abs(inside - centre) < ROUNDING ? centre : inside;
            low[axis] = (int) inside;
            part[axis] = inside - low[axis];
        }
        Arrays.fill(votes, 0);
        for (int corner = 0; corner < 8; corner++) {
            double weight = 1;
            var voxel = new int[3];
            for (int axis = 0; axis < 3; axis++) {
                int high = corner >> axis & 1;
                weight *= high == 1 ? part[axis] : 1 - part[axis];
                voxel[axis] = Math.min(shape[axis] - 1, low[axis] + high);
            }
            votes[(int) indices.at(voxel[0], voxel[1], voxel[2])] += weight;
        }
        int best = 0;
        for (int index = 1; index < votes.length; index++) {
            best = votes[index] > votes[best] ? index : best;
        }
        return best;
    }

    /** Class values in place of indices. */
    public static Volume withValues(Volume indices, List<Integer> classValues) {
        var values = new float[indices.voxels().length];
        for (int i = 0; i < values.length; i++) {
            int index = (int) indices.voxels()[i];
            values[i] = index == 0 ? 0 : classValues.get(index - 1);
        }
        return new Volume(indices.geometry(), values);
    }

    /** The smallest type that holds all class values. */
    public static NiftiType type(List<Integer> classValues) {
        boolean isSmall = classValues.stream().allMatch(value -> value <= 255);
        return isSmall ? NiftiType.UINT8 : NiftiType.INT16;
    }
}
