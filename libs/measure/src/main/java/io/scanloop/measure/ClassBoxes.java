package io.scanloop.measure;

import io.scanloop.imaging.Geometry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The smallest box around each class, prediction and reference together, found in a single pass. */
final class ClassBoxes {
    private @Nullable Box[] boxes = new Box[16];

    /** First and last voxel on each axis. */
    static final class Box {
        private int fromX = Integer.MAX_VALUE;
        private int fromY = Integer.MAX_VALUE;
        private int fromZ = Integer.MAX_VALUE;
        private int toX = -1;
        private int toY = -1;
        private int toZ = -1;

        private void take(int left, int right, int y, int z) {
            fromX = Math.min(fromX, left);
            toX = Math.max(toX, right);
            fromY = Math.min(fromY, y);
            toY = Math.max(toY, y);
            fromZ = Math.min(fromZ, z);
            toZ = Math.max(toZ, z);
        }

        int fromX() {
            return fromX;
        }

        int fromY() {
            return fromY;
        }

        int fromZ() {
            return fromZ;
        }

        /** Its places, as far apart as the voxels. */
        Grid grid(double[] spacing) {
            return new Grid(toX - fromX + 1, toY - fromY + 1, toZ - fromZ + 1, spacing[0], spacing[1], spacing[2]);
        }
    }

    private ClassBoxes() {}

    /**
     * @param geometry the grid of both
     * @param prediction whole numbers from 0, the first axis fastest
     * @param reference the same
     */
    static ClassBoxes of(Geometry geometry, float[] prediction, float[] reference) {
        var found = new ClassBoxes();
        int sizeX = geometry.sizeX();
        int row = 0;
        for (int z = 0; z < geometry.sizeZ(); z++) {
            for (int y = 0; y < geometry.sizeY(); y++, row += sizeX) {
                int left = 0;
                for (int x = 1; x <= sizeX; x++) {
                    if (x == sizeX
                            || prediction[row + x] != prediction[row + left]
                            || reference[row + x] != reference[row + left]) {
                        found.at((int) prediction[row + left]).take(left, x - 1, y, z);
                        found.at((int) reference[row + left]).take(left, x - 1, y, z);
                        left = x;
                    }
                }
            }
        }
        return found;
    }

    /** @return null when neither mask has a voxel of the class */
    @Nullable
    Box find(int value) {
        return value < boxes.length ? boxes[value] : null;
    }

    private Box at(int value) {
        if (value >= boxes.length) {
            boxes = Arrays.copyOf(boxes, Math.max(value + 1, 2 * boxes.length));
        }
        var box = boxes[value];
        if (box == null) {
            box = new Box();
            boxes[value] = box;
        }
        return box;
    }
}
