package io.scanloop.imaging;

import java.util.ArrayList;
import java.util.List;

/**
 * Which way the axes of a volume run: for each voxel axis the world axis nearest to it, none taken twice. Turning a
 * volume to RAS only renames and reverses axes; voxels keep their values and their place in the patient.
 *
 * @param axes one per voxel axis
 */
public record Orientation(List<Axis> axes) {
    /** Components of directions smaller than this are rounding. */
    private static final double NOTHING = 1e-8;

    /** Two directions whose components differ by less are equally near; the first world axis wins. */
    private static final double TIE = 1e-12;

    /**
     * Where one voxel axis runs.
     *
     * @param world 0 = right, 1 = anterior, 2 = superior; -1 when the axis runs nowhere, in a flat affine
     * @param isReversed runs the other way: to the left, posterior, inferior
     */
    public record Axis(int world, boolean isReversed) {
        char letter() {
            return world < 0 ? '?' : (isReversed ? "LPI" : "RAS").charAt(world);
        }
    }

    public Orientation {
        axes = List.copyOf(axes);
    }

    /** Follows nibabel: the axes take their turn, each the world axis it runs along most, of those left. */
    public static Orientation of(Affine affine) {
        double[][] directions = Rotation.nearest(affine);
        var axes = new ArrayList<Axis>();
        for (int voxelAxis = 0; voxelAxis < 3; voxelAxis++) {
            int nearest = -1;
            double most = NOTHING;
            for (int world = 0; world < 3; world++) {
                double along = Math.abs(directions[world][voxelAxis]);
                if (along > most + TIE) {
                    nearest = world;
                    most = along;
                }
            }
            axes.add(new Axis(nearest, nearest >= 0 && directions[nearest][voxelAxis] < 0));
            if (nearest >= 0) {
                directions[nearest] = new double[3];
            }
        }
        return new Orientation(axes);
    }

    /**
     * Renames and reverses the axes of a volume of this orientation such that they run to the right, anterior and
     * superior.
     */
    public Volume toRas(Volume volume) {
        var sources = new int[3];
        var reversed = new boolean[3];
        for (int voxelAxis = 0; voxelAxis < 3; voxelAxis++) {
            Axis axis = axes.get(voxelAxis);
            sources[axis.world()] = voxelAxis;
            reversed[axis.world()] = axis.isReversed();
        }
        return rearranged(volume, sources, reversed);
    }

    /** Undoes {@link #toRas}: gives a volume in RAS this orientation. */
    public Volume fromRas(Volume volume) {
        var sources = new int[3];
        var reversed = new boolean[3];
        for (int voxelAxis = 0; voxelAxis < 3; voxelAxis++) {
            sources[voxelAxis] = axes.get(voxelAxis).world();
            reversed[voxelAxis] = axes.get(voxelAxis).isReversed();
        }
        return rearranged(volume, sources, reversed);
    }

    /** @param sources for each new axis the old one, walked backwards where {@code reversed} */
    private static Volume rearranged(Volume volume, int[] sources, boolean[] reversed) {
        Geometry old = volume.geometry();
        int[] strides = {1, old.sizeX(), old.sizeX() * old.sizeY()};
        var shape = new int[3];
        var steps = new int[3];
        int start = 0;
        double[][] rows = old.affine().rows();
        double[][] turned = old.affine().rows();
        for (int axis = 0; axis < 3; axis++) {
            int source = sources[axis];
            int last = old.shape()[source] - 1;
            shape[axis] = last + 1;
            steps[axis] = reversed[axis] ? -strides[source] : strides[source];
            start += reversed[axis] ? last * strides[source] : 0;
            for (int row = 0; row < 3; row++) {
                turned[row][axis] = reversed[axis] ? -rows[row][source] : rows[row][source];
                turned[row][3] += reversed[axis] ? last * rows[row][source] : 0;
            }
        }
        var voxels = new float[volume.voxels().length];
        int index = 0;
        for (int k = 0; k < shape[2]; k++) {
            for (int j = 0; j < shape[1]; j++) {
                int from = start + k * steps[2] + j * steps[1];
                for (int i = 0; i < shape[0]; i++) {
                    voxels[index++] = volume.voxels()[from + i * steps[0]];
                }
            }
        }
        return new Volume(Geometry.of(shape, Affine.of(turned)), voxels);
    }

    /** Three letters, e.g. {@code RAS}. */
    @Override
    public String toString() {
        var letters = new StringBuilder();
        axes.forEach(axis -> letters.append(axis.letter()));
        return letters.toString();
    }
}
