package io.scanloop.learning.graph;

/** Where -1 and 1 lie on an axis of n voxels that a grid samples; PyTorch calls it {@code align_corners}. */
public enum GridCorners {
    /** In the middle of the outermost voxels: voxel i lies at 2 i / (n - 1) - 1. */
    ALIGNED,
    /** At their outer faces: voxel i lies at (2 i + 1) / n - 1. */
    OUTER_FACES
}
