package io.scanloop.imaging;

import java.util.Arrays;

/**
 * Takes voxel indices (i, j, k) of a volume to patient coordinates (x, y, z), mm towards right, anterior and superior:
 * the upper three rows of a 4 x 4 matrix. Immutable; equal when all entries are.
 */
public final class Affine {
    public static final Affine IDENTITY = scaling(1, 1, 1);

    /**
     * The flattest voxel that has a volume, as a part of the box of its edges. {@link Rotation} tells its three
     * directions apart well before rounding hides one.
     */
    private static final double LEAST_PART_OF_BOX = 1e-6;

    private final double[] entries;

    private Affine(double[] entries) {
        this.entries = entries;
    }

    /** @param rows three rows of four entries, or four with the last being 0 0 0 1 */
    public static Affine of(double[][] rows) {
        var entries = new double[12];
        for (int row = 0; row < 3; row++) {
            System.arraycopy(rows[row], 0, entries, 4 * row, 4);
        }
        return new Affine(entries);
    }

    /** Axes along the world's, voxels of the given edges in mm, voxel (0, 0, 0) at the origin. */
    public static Affine scaling(double x, double y, double z) {
        return new Affine(new double[] {x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0});
    }

    /** @param column 0 to 2 for the voxel axes, 3 for the position of voxel (0, 0, 0) */
    public double at(int row, int column) {
        return entries[4 * row + column];
    }

    /** A fresh 4 x 4 matrix, row by row. */
    public double[][] rows() {
        var rows = new double[4][4];
        for (int row = 0; row < 3; row++) {
            System.arraycopy(entries, 4 * row, rows[row], 0, 4);
        }
        rows[3][3] = 1;
        return rows;
    }

    /** Distance in mm between neighbours along each voxel axis. */
    public double[] spacing() {
        var spacing = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            spacing[axis] =
                    Math.sqrt(at(0, axis) * at(0, axis) + at(1, axis) * at(1, axis) + at(2, axis) * at(2, axis));
        }
        return spacing;
    }

    /** Where a point, given in (fractional) voxel indices, lies in the patient. */
    public double[] apply(double i, double j, double k) {
        var point = new double[3];
        for (int row = 0; row < 3; row++) {
            point[row] = at(row, 0) * i + at(row, 1) * j + at(row, 2) * k + at(row, 3);
        }
        return point;
    }

    /** First {@code inner}, then this. */
    public Affine after(Affine inner) {
        var product = new double[12];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                double sum = column == 3 ? at(row, 3) : 0;
                for (int k = 0; k < 3; k++) {
                    sum += at(row, k) * inner.at(k, column);
                }
                product[4 * row + column] = sum;
            }
        }
        return new Affine(product);
    }

    /** Signed volume of a voxel in mm^3. */
    public double determinant() {
        return cofactor(0, 0) * at(0, 0) + cofactor(0, 1) * at(0, 1) + cofactor(0, 2) * at(0, 2);
    }

    /** Whether the voxel axes span a volume, by more than rounding: only then has the affine an inverse. */
    public boolean isInvertible() {
        var spacing = spacing();
        double box = spacing[0] * spacing[1] * spacing[2];
        return isFinite() && box > 0 && Math.abs(determinant()) >= LEAST_PART_OF_BOX * box;
    }

    public boolean isFinite() {
        return Arrays.stream(entries).allMatch(Double::isFinite);
    }

    /**
     * From the patient back to voxel indices.
     *
     * @throws IllegalStateException if the affine is not {@linkplain #isInvertible invertible}
     */
    public Affine inverse() {
        if (!isInvertible()) {
            throw new IllegalStateException("an affine without volume has no inverse: " + this);
        }
        double determinant = determinant();
        var inverse = new double[12];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                inverse[4 * row + column] = cofactor(column, row) / determinant;
            }
            for (int column = 0; column < 3; column++) {
                inverse[4 * row + 3] -= inverse[4 * row + column] * at(column, 3);
            }
        }
        return new Affine(inverse);
    }

    private double cofactor(int row, int column) {
        int r1 = (row + 1) % 3;
        int r2 = (row + 2) % 3;
        int c1 = (column + 1) % 3;
        int c2 = (column + 2) % 3;
        return at(r1, c1) * at(r2, c2) - at(r1, c2) * at(r2, c1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Affine affine && Arrays.equals(entries, affine.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(rows());
    }
}
