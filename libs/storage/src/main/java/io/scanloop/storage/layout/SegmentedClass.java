package io.scanloop.storage.layout;

/**
 * A structure to find.
 *
 * @param value the voxel value that marks it in a segmentation, 1 to 1000
 * @param name what people call it
 */
public record SegmentedClass(int value, String name) {}
