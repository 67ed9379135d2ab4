package io.scanloop.measure;

/**
 * Area of the surface that runs through a cell of eight neighbouring voxels, for each of the 256 ways in which these may
 * belong to a mask: marching cubes with all vertices halfway along the edges (Lorensen and Cline, 1987), the area of each
 * triangle scaled by the spacing (Nikolov et al., Clinically Applicable Segmentation of Head and Neck Anatomy, 2021,
 * surface Dice).
 *
 * <p>The corners that are in the minority, those of the mask when there are four of each, fall into pieces joined along
 * edges, and each piece is cut off by a patch of its own. There are seven shapes of pieces, so the table is written here
 * as seven patches. A triangle is given by the areas of its shadows along the three axes, in units of a cell's faces:
 * the spacing stretches each shadow by the spacings of the other two axes.
 */
final class SurfaceAreas {
    /** What eight corners can be in. */
    static final int CODES = 256;

    private static final int[] AXES = {1, 2, 4};

    /** Area in mm^2 of a cell's faces, across each axis. */
    private final double[] face;

    private SurfaceAreas(Grid grid) {
        face = new double[] {
            grid.spacingY() * grid.spacingZ(), grid.spacingX() * grid.spacingZ(), grid.spacingX() * grid.spacingY()
        };
    }

    /**
     * The areas.
     *
     * @return in mm^2 by code; bit {@code i + 2 j + 4 k} of a code says whether the voxel at offset (i, j, k) is in the
     *     mask
     */
    static double[] of(Grid grid) {
        var areas = new SurfaceAreas(grid);
        var table = new double[CODES];
        for (int code = 0; code < CODES; code++) {
            int minority = Integer.bitCount(code) <= 4 ? code : ~code & 0xff;
            while (minority != 0) {
                int piece = piece(minority);
                table[code] += areas.patch(piece);
                minority &= ~piece;
            }
        }
        return table;
    }

    /** The corners that are joined with the lowest one. */
    private static int piece(int corners) {
        int piece = Integer.lowestOneBit(corners);
        for (int former = 0; former != piece; ) {
            former = piece;
            for (int corner = 0; corner < 8; corner++) {
                if ((corners >> corner & 1) != 0 && neighbours(piece, corner) > 0) {
                    piece |= 1 << corner;
                }
            }
        }
        return piece;
    }

    /** How many corners of a piece lie one edge away from a corner. */
    private static int neighbours(int piece, int corner) {
        int count = 0;
        for (int axis : AXES) {
            count += piece >> (corner ^ axis) & 1;
        }
        return count;
    }

    private double patch(int piece) {
        int flat = 7 & ~spread(piece); // axes along which all its corners agree
        return switch (Integer.bitCount(piece)) {
            case 1 -> triangle(0.125, 0.125, 0.125);
            // the rectangle beside an edge
            case 2 -> 2 * triangle(across(flat, 1, 0.25), across(flat, 2, 0.25), across(flat, 4, 0.25));
            // above an L lies half a face, and a trapezoid leads down from its slope
            case 3 ->
                triangle(across(flat, 1, 0.5), across(flat, 2, 0.5), across(flat, 4, 0.5))
                        + triangle(0.25, 0.25, 0.25)
                        + triangle(0.125, 0.125, 0.125);
            default -> flat != 0 ? triangle(across(flat, 1, 1), across(flat, 2, 1), across(flat, 4, 1)) : four(piece);
        };
    }

    /** Four corners that are no face: a corner with its three neighbours, or a chain. */
    private double four(int piece) {
        int inner = 0;
        for (int corner = 0; corner < 8; corner++) {
            if ((piece >> corner & 1) != 0) {
                int neighbours = neighbours(piece, corner);
                if (neighbours == 3) {
                    return triangle(0.75, 0.75, 0.75); // a regular hexagon
                }
                inner |= neighbours == 2 ? 1 << corner : 0;
            }
        }
        // a hexagon that is not flat, in four triangles; two lean on the middle link of the chain
        int link = spread(inner);
        double leaning = 0;
        for (int axis : AXES) {
            if (axis != link) {
                int shadows = link | axis;
                leaning += triangle(across(shadows, 1, 0.25), across(shadows, 2, 0.25), across(shadows, 4, 0.25));
            }
        }
        return leaning + triangle(0.125, 0.125, 0.125) + triangle(0.375, 0.375, 0.375);
    }

    /** The axes, as bits, along which corners of a piece differ. */
    private static int spread(int piece) {
        int any = 0;
        int all = 7;
        for (int corner = 0; corner < 8; corner++) {
            if ((piece >> corner & 1) != 0) {
                any |= corner;
                all &= corner;
            }
        }
        return any & ~all;
    }

    private static double across(int axes, int axis, double shadow) {
        return (axes & axis) != 0 ? shadow : 0;
    }

    private double triangle(double x, double y, double z) {
        double shadowX = x * face[0];
        double shadowY = y * face[1];
        double shadowZ = z * face[2];
        return Math.sqrt(shadowX * shadowX + shadowY * shadowY + shadowZ * shadowZ);
    }
}
