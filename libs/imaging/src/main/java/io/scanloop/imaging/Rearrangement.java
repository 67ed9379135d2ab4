package io.scanloop.imaging;

import java.util.List;

/**
 * Axes renamed and reversed.
 *
 * @param sources for each new axis the old one
 * @param reversed whether that is walked backwards
 */
@SuppressWarnings("ArrayRecordComponent") // made, used and dropped at once
record Rearrangement(int[] sources, boolean[] reversed) {

    static Rearrangement toRas(List<Orientation.Axis> axes) {
        var sources = new int[3];
        var reversed = new boolean[3];
        for (int voxelAxis = 0; voxelAxis < 3; voxelAxis++) {
            Orientation.Axis axis = axes.get(voxelAxis);
            sources[axis.world()] = voxelAxis;
            reversed[axis.world()] = axis.isReversed();
        }
        return new Rearrangement(sources, reversed);
    }

    static Rearrangement fromRas(List<Orientation.Axis> axes) {
        var sources = new int[3];
        var reversed = new boolean[3];
        for (int voxelAxis = 0; voxelAxis < 3; voxelAxis++) {
            sources[voxelAxis] = axes.get(voxelAxis).world();
            reversed[voxelAxis] = axes.get(voxelAxis).isReversed();
        }
        return new Rearrangement(sources, reversed);
    }

    /** The new grid: every voxel keeps its place in the patient. */
    Geometry of(Geometry old) {
        var shape = new int[3];
        double[][] rows = old.affine().rows();
        double[][] turned = old.affine().rows();
        for (int axis = 0; axis < 3; axis++) {
            int source = sources[axis];
            int last = old.shape()[source] - 1;
            shape[axis] = last + 1;
            for (int row = 0; row < 3; row++) {
                turned[row][axis] = reversed[axis] ? -rows[row][source] : rows[row][source];
                turned[row][3] += reversed[axis] ? last * rows[row][source] : 0;
            }
        }
        return Geometry.of(shape, Affine.of(turned));
    }

    Volume of(Volume volume) {
        Geometry old = volume.geometry();
        int[] strides = {1, old.sizeX(), old.sizeX() * old.sizeY()};
        var steps = new int[3];
        int start = 0;
        for (int axis = 0; axis < 3; axis++) {
            int stride = strides[sources[axis]];
            steps[axis] = reversed[axis] ? -stride : stride;
            start += reversed[axis] ? (old.shape()[sources[axis]] - 1) * stride : 0;
        }
        Geometry grid = of(old);
        var voxels = new float[volume.voxels().length];
        int index = 0;
        for (int k = 0; k < grid.sizeZ(); k++) {
            for (int j = 0; j < grid.sizeY(); j++) {
                int from = start + k * steps[2] + j * steps[1];
                for (int i = 0; i < grid.sizeX(); i++) {
                    voxels[index++] = volume.voxels()[from + i * steps[0]];
                }
            }
        }
        return new Volume(grid, voxels);
    }
}
