package io.scanloop.imaging;

/**
 * The box around the foreground of a volume, and the way back.
 *
 * @param whole the grid that is cropped
 * @param i first voxel of the box along the first axis; likewise {@code j}, {@code k}
 * @param box the grid of the box, in the same place of the patient
 */
public record ForegroundCrop(Geometry whole, int i, int j, int k, Geometry box) {
    /**
     * Around all voxels > 0; the whole grid when there are none.
     *
     * @param margin voxels added on every side, as far as the grid reaches; >= 0
     */
    public static ForegroundCrop around(Volume volume, int margin) {
        if (margin < 0) {
            throw new IllegalArgumentException("a margin is >= 0 voxels, got " + margin);
        }
        Geometry whole = volume.geometry();
        int[] shape = whole.shape();
        int[] first = whole.shape();
        int[] last = {-1, -1, -1};
        int index = 0;
        for (int k = 0; k < shape[2]; k++) {
            for (int j = 0; j < shape[1]; j++) {
                for (int i = 0; i < shape[0]; i++) {
                    if (volume.voxels()[index++] > 0) {
                        include(first, last, i, j, k);
                    }
                }
            }
        }
        if (last[0] < 0) {
            return new ForegroundCrop(whole, 0, 0, 0, whole);
        }
        for (int axis = 0; axis < 3; axis++) {
            first[axis] = (int) Math.max(0, (long) first[axis] - margin);
            last[axis] = (int) Math.min(shape[axis] - 1, (long) last[axis] + margin);
        }
        return of(whole, first, last);
    }

    private static void include(int[] first, int[] last, int... voxel) {
        for (int axis = 0; axis < 3; axis++) {
            first[axis] = Math.min(first[axis], voxel[axis]);
            last[axis] = Math.max(last[axis], voxel[axis]);
        }
    }

    private static ForegroundCrop of(Geometry whole, int[] first, int[] last) {
        double[][] rows = whole.affine().rows();
        double[] corner = whole.affine().apply(first[0], first[1], first[2]);
        int[] shape = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            rows[axis][3] = corner[axis];
            shape[axis] = last[axis] - first[axis] + 1;
        }
        return new ForegroundCrop(whole, first[0], first[1], first[2], Geometry.of(shape, Affine.of(rows)));
    }

    /** Cuts the box out of any volume on the whole grid. */
    public Volume crop(Volume volume) {
        requireGrid(volume, whole);
        var voxels = new float[Math.toIntExact(box.voxels())];
        copyRows((inBox, inWhole) -> System.arraycopy(volume.voxels(), inWhole, voxels, inBox, box.sizeX()));
        return new Volume(box, voxels);
    }

    /** Puts a volume of the box back onto the whole grid, with 0 around it. */
    public Volume restore(Volume cropped) {
        requireGrid(cropped, box);
        var voxels = new float[Math.toIntExact(whole.voxels())];
        copyRows((inBox, inWhole) -> System.arraycopy(cropped.voxels(), inBox, voxels, inWhole, box.sizeX()));
        return new Volume(whole, voxels);
    }

    private static void requireGrid(Volume volume, Geometry grid) {
        if (!volume.geometry().equals(grid)) {
            throw new IllegalArgumentException(
                    "the crop was made for the grid %s, got a volume on %s".formatted(grid, volume.geometry()));
        }
    }

    private interface Row {
        void copy(int inBox, int inWhole);
    }

    private void copyRows(Row row) {
        for (int z = 0; z < box.sizeZ(); z++) {
            for (int y = 0; y < box.sizeY(); y++) {
                row.copy(box.index(0, y, z), whole.index(i, j + y, k + z));
            }
        }
    }
}
