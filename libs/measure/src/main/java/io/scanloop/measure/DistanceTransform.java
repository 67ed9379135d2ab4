package io.scanloop.measure;

import java.util.Arrays;

/**
 * Exact Euclidean distances from some places of a grid (queries) to the nearest of others (sources), in time linear in
 * the number of places: axis after axis (Meijster, Roerdink and Hesselink, A General Algorithm for Computing Distance
 * Transforms in Linear Time, 2000), the second and third by lower {@linkplain Envelope envelopes}, with the distance
 * between neighbours of each axis.
 *
 * <p>The first pass runs along the third axis and counts steps, two bytes a place; the other two run within one plane
 * at a time, over rows and columns with something in them. So memory is two bytes a place and a plane of doubles, and
 * what is far from both surfaces costs little.
 */
final class DistanceTransform {
    private final Grid grid;
    /** To the nearest source in the same column of the third axis; at least {@code sizeZ} where there is none. */
    private final char[] steps;

    private final Envelope alongX;
    private final Envelope alongY;
    /** Rows that hold a source in some plane, and where the places of such sources begin in the list below. */
    private final int[] rows;

    private final int[] rowStart;
    private int rowCount;

    /** Along the first axis, row after row. */
    private final int[] sourceX;

    /** Queries of the current plane, chained by column: the first of each column, and the next of each query. */
    private final int[] first;

    private final int[] next;
    private final int[] columns;
    private int columnCount;

    /** What the second pass leaves: squared distances within the row and the columns through it. */
    private double[] partial = {};

    DistanceTransform(Grid grid) {
        this.grid = grid;
        steps = new char[grid.places()];
        alongX = new Envelope(grid.sizeX(), grid.spacingX() * grid.spacingX());
        alongY = new Envelope(grid.sizeY(), grid.spacingY() * grid.spacingY());
        rows = new int[grid.sizeY()];
        rowStart = new int[grid.sizeY() + 1];
        sourceX = new int[grid.plane()];
        first = new int[grid.sizeX()];
        next = new int[grid.plane()];
        columns = new int[grid.sizeX()];
    }

    /** Takes what was asked for. */
    interface Sink {
        /**
         * @param place index into the grid
         * @param distance in mm
         */
        void take(int place, double distance);
    }

    /**
     * Measures the distance of each query.
     *
     * @param marks one byte a place
     * @param source bit of the marks of sources; at least one place has it
     * @param query bit of the marks of queries
     */
    void measure(byte[] marks, int source, int query, Sink sink) {
        countSteps(marks, source);
        findRows();
        for (int z = 0; z < grid.sizeZ(); z++) {
            findQueries(marks, z, source, query, sink);
            if (columnCount > 0) {
                passRows(z);
                passColumns(z, sink);
            }
        }
    }

    private void countSteps(byte[] marks, int source) {
        int plane = grid.plane();
        int end = grid.places();
        for (int i = 0; i < plane; i++) {
            steps[i] = (char) ((marks[i] & source) != 0 ? 0 : grid.sizeZ());
        }
        for (int i = plane; i < end; i++) {
            steps[i] = (char) ((marks[i] & source) != 0 ? 0 : steps[i - plane] + 1);
        }
        for (int i = end - plane - 1; i >= 0; i--) {
            steps[i] = (char) Math.min(steps[i], steps[i + plane] + 1);
        }
    }

    /** A column that has a source knows it in its first plane. */
    private void findRows() {
        rowCount = 0;
        int found = 0;
        for (int y = 0; y < grid.sizeY(); y++) {
            int before = found;
            for (int x = 0; x < grid.sizeX(); x++) {
                if (steps[x + grid.sizeX() * y] < grid.sizeZ()) {
                    sourceX[found++] = x;
                }
            }
            if (found > before) {
                rows[rowCount] = y;
                rowStart[rowCount++] = before;
            }
        }
        rowStart[rowCount] = found;
    }

    /** Chains the queries of a plane; those that are sources themselves are answered at once. */
    private void findQueries(byte[] marks, int z, int source, int query, Sink sink) {
        int plane = grid.plane();
        int base = z * plane;
        Arrays.fill(first, -1);
        for (int at = plane - 1; at >= 0; at--) {
            int mark = marks[base + at];
            if ((mark & query) == 0) {
                continue;
            }
            if ((mark & source) != 0) {
                sink.take(base + at, 0);
            } else {
                int x = at % grid.sizeX();
                next[at] = first[x];
                first[x] = at;
            }
        }
        columnCount = 0;
        for (int x = 0; x < grid.sizeX(); x++) {
            if (first[x] >= 0) {
                columns[columnCount++] = x;
            }
        }
    }

    private void passRows(int z) {
        if (partial.length < rowCount * columnCount) {
            partial = new double[rowCount * columnCount];
        }
        for (int row = 0; row < rowCount; row++) {
            int base = z * grid.plane() + rows[row] * grid.sizeX();
            alongX.clear();
            for (int i = rowStart[row]; i < rowStart[row + 1]; i++) {
                double distance = steps[base + sourceX[i]] * grid.spacingZ();
                alongX.add(sourceX[i], distance * distance);
            }
            for (int column = 0; column < columnCount; column++) {
                partial[row * columnCount + column] = alongX.valueAt(columns[column]);
            }
        }
    }

    private void passColumns(int z, Sink sink) {
        for (int column = 0; column < columnCount; column++) {
            alongY.clear();
            for (int row = 0; row < rowCount; row++) {
                alongY.add(rows[row], partial[row * columnCount + column]);
            }
            for (int at = first[columns[column]]; at >= 0; at = next[at]) {
                double square = alongY.valueAt(at / grid.sizeX());
                sink.take(z * grid.plane() + at, Math.sqrt(square));
            }
        }
    }
}
