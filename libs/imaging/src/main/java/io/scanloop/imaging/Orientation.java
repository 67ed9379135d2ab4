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
        return Rearrangement.toRas(axes).of(volume);
    }

    /** The grid of {@link #toRas(Volume)} for a volume on this grid. */
    public Geometry toRas(Geometry grid) {
        return Rearrangement.toRas(axes).of(grid);
    }

    /** Undoes {@link #toRas(Volume)}: gives a volume in RAS this orientation. */
    public Volume fromRas(Volume volume) {
        return Rearrangement.fromRas(axes).of(volume);
    }

    /** Three letters, e.g. {@code RAS}. */
    @Override
    public String toString() {
        var letters = new StringBuilder();
        axes.forEach(axis -> letters.append(axis.letter()));
        return letters.toString();
    }
}
