package io.scanloop.measure;

import java.util.function.ToDoubleFunction;

/**
 * The surfaces of two masks of one class, as elements with a place and a weight, and how far they are apart. Both masks
 * have a voxel.
 */
final class Surfaces {
    private static final double PERCENTILE = 0.95;

    private final Grid grid;
    /** Bits of the masks that have a surface element at a place. */
    private final byte[] marks;

    private final Weighing weighing;
    private final double[] weights;
    private final Percentile percentile;

    /** Number of the weight of a mask's element. */
    private interface Weighing {
        int number(int place, int mask);
    }

    /** Of one direction. */
    private interface Percentile {
        double of(DirectedDistances distances, double share);
    }

    private Surfaces(Grid grid, byte[] marks, Weighing weighing, double[] weights, Percentile percentile) {
        this.grid = grid;
        this.marks = marks;
        this.weighing = weighing;
        this.weights = weights;
        this.percentile = percentile;
    }

    /** Elements are the voxels of a mask with a neighbour, by a face, that is none; all weigh the same. */
    static Surfaces ofVoxels(MaskPair masks) {
        var grid = masks.grid();
        var voxels = masks.voxels();
        int row = masks.row();
        int plane = masks.plane();
        var marks = new byte[grid.places()];
        int to = 0;
        for (int z = 0; z < grid.sizeZ(); z++) {
            for (int y = 0; y < grid.sizeY(); y++, to += grid.sizeX()) {
                int from = masks.index(0, y, z);
                for (int x = 0; x < grid.sizeX(); x++) {
                    int at = from + x;
                    int inside = voxels[at - 1]
                            & voxels[at + 1]
                            & voxels[at - row]
                            & voxels[at + row]
                            & voxels[at - plane]
                            & voxels[at + plane];
                    marks[to + x] = (byte) (voxels[at] & ~inside);
                }
            }
        }
        return new Surfaces(grid, marks, (place, mask) -> 0, new double[] {1}, DirectedDistances::percentileOfElements);
    }

    /** Elements are the cells between eight voxels of which some belong to a mask; they weigh their area in mm^2. */
    static Surfaces ofAreas(MaskPair masks) {
        var grid = masks.grid().larger(1);
        var voxels = masks.voxels();
        int row = masks.row();
        int plane = masks.plane();
        var marks = new byte[grid.places()];
        int to = 0;
        for (int z = 0; z < grid.sizeZ(); z++) {
            for (int y = 0; y < grid.sizeY(); y++, to += grid.sizeX()) {
                int from = masks.index(-1, y - 1, z - 1);
                for (int x = 0; x < grid.sizeX(); x++) {
                    int at = from + x;
                    int near = at + plane;
                    int all = voxels[at] & voxels[at + 1] & voxels[at + row] & voxels[at + row + 1];
                    int any = voxels[at] | voxels[at + 1] | voxels[at + row] | voxels[at + row + 1];
                    all &= voxels[near] & voxels[near + 1] & voxels[near + row] & voxels[near + row + 1];
                    any |= voxels[near] | voxels[near + 1] | voxels[near + row] | voxels[near + row + 1];
                    marks[to + x] = (byte) (any & ~all);
                }
            }
        }
        return new Surfaces(
                grid,
                marks,
                (place, mask) -> code(masks, grid, place, mask),
                SurfaceAreas.of(grid),
                DirectedDistances::percentileOfWeight);
    }

    private static int code(MaskPair masks, Grid cells, int place, int mask) {
        int x = place % cells.sizeX();
        int y = place / cells.sizeX() % cells.sizeY();
        int z = place / cells.plane();
        int first = masks.index(x - 1, y - 1, z - 1);
        int code = 0;
        for (int corner = 0; corner < 8; corner++) {
            int at = first + (corner & 1) + (corner >> 1 & 1) * masks.row() + (corner >> 2) * masks.plane();
            code |= (masks.voxels()[at] & mask) != 0 ? 1 << corner : 0;
        }
        return code;
    }

    /** How far they are apart. */
    SurfaceScores scores(double tolerance) {
        var transform = new DistanceTransform(grid);
        var prediction = distances(transform, MaskPair.PREDICTION, MaskPair.REFERENCE);
        var reference = distances(transform, MaskPair.REFERENCE, MaskPair.PREDICTION);
        double total = prediction.total() + reference.total();
        return new SurfaceScores(
                larger(prediction, reference, DirectedDistances::largest),
                larger(prediction, reference, distances -> percentile.of(distances, PERCENTILE)),
                prediction.sum() / prediction.total(),
                reference.sum() / reference.total(),
                (prediction.sum() + reference.sum()) / total,
                (prediction.within(tolerance) + reference.within(tolerance)) / total);
    }

    private static double larger(
            DirectedDistances one, DirectedDistances other, ToDoubleFunction<DirectedDistances> figure) {
        return Math.max(figure.applyAsDouble(one), figure.applyAsDouble(other));
    }

    private DirectedDistances distances(DistanceTransform transform, int from, int to) {
        var distances = new DirectedDistances(weights);
        transform.measure(marks, to, from, (place, distance) -> distances.add(distance, weighing.number(place, from)));
        distances.sort();
        return distances;
    }
}
