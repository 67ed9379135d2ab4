package io.scanloop.worker.study;

/** Walks through a box of a volume in runs along the last axis, of which some lie outside. */
final class Boxes {
    private Boxes() {}

    /** Takes a run of voxels to its place in the box. */
    @FunctionalInterface
    interface Run {

        /**
         * Copies.
         *
         * @param voxel index of the first in the volume, the last axis fastest; -1 when the run lies outside
         * @param place index of the first in the box
         * @param count how many, at least 1
         */
        void copy(int voxel, int place, int count);
    }

    static void walk(int[] shape, int[] from, int[] size, Run run) {
        int begin = Math.min(Math.max(from[2], 0), shape[2]);
        int end = Math.max(begin, Math.min(from[2] + size[2], shape[2]));
        int before = Math.min(begin - Math.min(from[2], begin), size[2]);
        int inside = Math.min(end - begin, size[2] - before);
        for (int i = 0; i < size[0]; i++) {
            for (int j = 0; j < size[1]; j++) {
                int x = from[0] + i;
                int y = from[1] + j;
                int row = (i * size[1] + j) * size[2];
                if (x < 0 || x >= shape[0] || y < 0 || y >= shape[1] || inside == 0) {
                    run.copy(-1, row, size[2]);
                    continue;
                }
                if (before > 0) {
                    run.copy(-1, row, before);
                }
                run.copy((x * shape[1] + y) * shape[2] + begin, row + before, inside);
                int after = size[2] - before - inside;
                if (after > 0) {
                    run.copy(-1, row + before + inside, after);
                }
            }
        }
    }
}
