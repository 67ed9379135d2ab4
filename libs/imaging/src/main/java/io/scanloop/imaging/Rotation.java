package io.scanloop.imaging;

/** 3 x 3 matrices of directions, as rows. */
final class Rotation {
    /**
     * Squared singular values below this part of the largest count as zero: about what the Gram matrix resolves. Those
     * of an {@linkplain Affine#isInvertible invertible} affine are ten times larger at least: the three multiply to
     * 1e-6 or more, and two of three such directions to at most 1.5.
     */
    private static final double RANK_TOLERANCE = 1e-14;

    private Rotation() {}

    /**
     * The rotation or reflection nearest to the axes of an affine: its polar factor after scaling each axis to length
     * 1, as nibabel's {@code io_orientation} takes it, so that shear favours no axis. Directions that the axes do not
     * span become zero.
     */
    static double[][] nearest(Affine affine) {
        double[] spacing = affine.spacing();
        var axes = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                axes[row][column] = spacing[column] == 0 ? 0 : affine.at(row, column) / spacing[column];
            }
        }
        double[][] gram = product(transposed(axes), axes);
        double[][] vectors = diagonalise(gram);
        double largest = Math.max(gram[0][0], Math.max(gram[1][1], gram[2][2]));
        var weighted = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int k = 0; k < 3; k++) {
                boolean spanned = gram[k][k] > RANK_TOLERANCE * largest;
                weighted[row][k] = spanned ? vectors[row][k] / Math.sqrt(gram[k][k]) : 0;
            }
        }
        return product(product(axes, weighted), transposed(vectors));
    }

    /** Jacobi's method: turns a symmetric matrix into its eigenvalues, in place, and returns the vectors as columns. */
    private static double[][] diagonalise(double[][] symmetric) {
        double[][] vectors = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        for (int sweep = 0; sweep < 20; sweep++) {
            for (int p = 0; p < 2; p++) {
                for (int q = p + 1; q < 3; q++) {
                    turn(symmetric, vectors, p, q);
                }
            }
        }
        return vectors;
    }

    private static void turn(double[][] symmetric, double[][] vectors, int p, int q) {
        if (symmetric[p][q] == 0) {
            return;
        }
        double angle = 0.5 * Math.atan2(2 * symmetric[p][q], symmetric[q][q] - symmetric[p][p]);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        for (int k = 0; k < 3; k++) {
            double kp = symmetric[k][p];
            double kq = symmetric[k][q];
            symmetric[k][p] = cos * kp - sin * kq;
            symmetric[k][q] = sin * kp + cos * kq;
        }
        for (int k = 0; k < 3; k++) {
            double pk = symmetric[p][k];
            double qk = symmetric[q][k];
            symmetric[p][k] = cos * pk - sin * qk;
            symmetric[q][k] = sin * pk + cos * qk;
        }
        for (int k = 0; k < 3; k++) {
            double kp = vectors[k][p];
            double kq = vectors[k][q];
            vectors[k][p] = cos * kp - sin * kq;
            vectors[k][q] = sin * kp + cos * kq;
        }
    }

    private static double[][] product(double[][] left, double[][] right) {
        var product = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                for (int k = 0; k < 3; k++) {
                    product[row][column] += left[row][k] * right[k][column];
                }
            }
        }
        return product;
    }

    private static double[][] transposed(double[][] matrix) {
        var transposed = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                transposed[column][row] = matrix[row][column];
            }
        }
        return transposed;
    }
}
