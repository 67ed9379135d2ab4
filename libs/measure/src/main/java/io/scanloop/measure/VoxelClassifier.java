package io.scanloop.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Quadratic discriminant analysis of single voxels: each class is a normal distribution with its own mean and full
 * covariance, and its share of the voxels as prior; a voxel goes to the class of the largest posterior (Hastie, Tibshirani
 * and Friedman, The Elements of Statistical Learning, 2009, eq. 4.12). It sees neither neighbours nor places, so a network
 * that does not beat it has learned nothing but intensities: an honest floor.
 */
public final class VoxelClassifier {
    /** Added to each variance, so that a class of equal voxels has a distribution. */
    private static final double SMALLEST_VARIANCE = 1e-6;

    private final List<Normal> classes;

    private VoxelClassifier(List<Normal> classes) {
        this.classes = classes;
    }

    /**
     * The distribution of a class.
     *
     * @param value the class
     * @param mean of the features
     * @param whitening lower triangular L with inverse covariance = L^T L, row by row
     * @param offset logarithm of prior and normalisation
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Normal(int value, double[] mean, double[] whitening, double offset) {
        double logPosterior(double[] voxel) {
            double distance = 0;
            int at = 0;
            for (int row = 0; row < voxel.length; row++) {
                double sum = 0;
                for (int column = 0; column <= row; column++) {
                    sum += whitening[at + column] * (voxel[column] - mean[column]);
                }
                at += voxel.length;
                distance += sum * sum;
            }
            return offset - distance / 2;
        }
    }

    static VoxelClassifier of(int features, long voxels, SortedMap<Integer, VoxelMoments.Sums> classes) {
        var normals = new ArrayList<Normal>();
        classes.forEach((value, sums) -> normals.add(normal(value, features, voxels, sums)));
        return new VoxelClassifier(List.copyOf(normals));
    }

    /**
     * The class of a voxel; of equally likely ones that with the smallest value.
     *
     * @param voxel its features, as many as those that were learned from
     */
    public int classify(double[] voxel) {
        int best = classes.get(0).value();
        double most = Double.NEGATIVE_INFINITY;
        for (var normal : classes) {
            double posterior = normal.logPosterior(voxel);
            if (posterior > most) {
                most = posterior;
                best = normal.value();
            }
        }
        return best;
    }

    private static Normal normal(int value, int features, long voxels, VoxelMoments.Sums sums) {
        var mean = new double[features];
        for (int i = 0; i < features; i++) {
            mean[i] = sums.first[i] / sums.voxels;
        }
        var covariance = new double[features * features];
        for (int i = 0; i < features; i++) {
            for (int j = 0; j < features; j++) {
                int at = i * features + j;
                covariance[at] = sums.products[at] / sums.voxels - mean[i] * mean[j];
            }
            covariance[i * features + i] = Math.max(0, covariance[i * features + i]) + SMALLEST_VARIANCE;
        }
        var root = cholesky(covariance, features);
        double logRoot = 0;
        for (int i = 0; i < features; i++) {
            logRoot += Math.log(root[i * features + i]);
        }
        double prior = (double) sums.voxels / voxels;
        return new Normal(value, mean, inverse(root, features), Math.log(prior) - logRoot);
    }

    /** Lower triangular R with R R^T = the matrix. */
    private static double[] cholesky(double[] matrix, int size) {
        var root = new double[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column <= row; column++) {
                double rest = matrix[row * size + column];
                for (int k = 0; k < column; k++) {
                    rest -= root[row * size + k] * root[column * size + k];
                }
                root[row * size + column] = row == column
                        ? Math.sqrt(Math.max(rest, SMALLEST_VARIANCE))
                        : rest / root[column * size + column];
            }
        }
        return root;
    }

    /** Inverse of a lower triangular matrix. */
    private static double[] inverse(double[] root, int size) {
        var inverse = new double[size * size];
        for (int column = 0; column < size; column++) {
            for (int row = column; row < size; row++) {
                double sum = row == column ? 1 : 0;
                for (int k = column; k < row; k++) {
                    sum -= root[row * size + k] * inverse[k * size + column];
                }
                inverse[row * size + column] = sum / root[row * size + row];
            }
        }
        return inverse;
    }
}
