package io.scanloop.measure;

/**
 * Places of surface elements: how many along each axis, the first fastest, and how far apart in mm. Between axes lies a
 * right angle.
 */
record Grid(int sizeX, int sizeY, int sizeZ, double spacingX, double spacingY, double spacingZ) {
    /** What one array can hold. */
    private static final int MOST_PLACES = Integer.MAX_VALUE - 8;

    /** So that twice as many steps fit into 16 bits. */
    private static final int LONGEST = 1 << 15;

    Grid {
        if ((long) sizeX * sizeY * sizeZ > MOST_PLACES || sizeZ > LONGEST) {
            throw new IllegalArgumentException(
                    "surfaces are compared in a box of less than 2^31 voxels, at most %d along the third axis, got %d x %d x %d: crop the volumes"
                            .formatted(LONGEST, sizeX, sizeY, sizeZ));
        }
    }

    int plane() {
        return sizeX * sizeY;
    }

    int places() {
        return sizeX * sizeY * sizeZ;
    }

    /** A grid with so many more places on each axis, and the same distances. */
    Grid larger(int by) {
        return new Grid(sizeX + by, sizeY + by, sizeZ + by, spacingX, spacingY, spacingZ);
    }
}
