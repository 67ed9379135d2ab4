package io.scanloop.learning.graph;

/** Where -1 and 1 lie in a sampled grid: at the middle of the outermost voxels, or at their outer faces. */
public enum GridCorners {
    ALIGNED,
    OUTER_FACES
}
