package io.scanloop.measure;

import java.util.SortedMap;
import java.util.TreeMap;

/** What a {@link VoxelClassifier} learns from: per class the number of voxels and the sums of their features and products. */
public final class VoxelMoments {
    private final int features;
    private final SortedMap<Integer, Sums> classes = new TreeMap<>();

    /**
     * Nothing seen yet.
     *
     * @param features numbers that each voxel has, at least 1
     */
    public VoxelMoments(int features) {
        if (features < 1) {
            throw new IllegalArgumentException("a voxel needs at least one feature, got " + features);
        }
        this.features = features;
    }

    /** Sums over the voxels of one class. */
    static final class Sums {
        long voxels;
        final double[] first;
        final double[] products;

        Sums(int features) {
            first = new double[features];
            products = new double[features * features];
        }

        void add(double[] voxel) {
            voxels++;
            int at = 0;
            for (int i = 0; i < voxel.length; i++) {
                first[i] += voxel[i];
                for (int j = 0; j < voxel.length; j++) {
                    products[at++] += voxel[i] * voxel[j];
                }
            }
        }
    }

    /**
     * Takes in a voxel. Features should be near 0 with spread near 1: sums of squares of large numbers lose digits.
     *
     * @param value its class
     * @param voxel its features, finite
     */
    public void add(int value, double[] voxel) {
        if (voxel.length != features) {
            throw new IllegalArgumentException(
                    "a voxel must have %d features as those before, got %d".formatted(features, voxel.length));
        }
        classes.computeIfAbsent(value, unseen -> new Sums(features)).add(voxel);
    }

    /** Voxels taken in so far. */
    public long voxels() {
        return classes.values().stream().mapToLong(sums -> sums.voxels).sum();
    }

    /**
     * The classifier that these voxels give.
     *
     * @throws IllegalStateException when no voxel was taken in
     */
    public VoxelClassifier classifier() {
        if (classes.isEmpty()) {
            throw new IllegalStateException("a classifier needs at least one voxel to learn from, got none");
        }
        return VoxelClassifier.of(features, voxels(), classes);
    }
}
