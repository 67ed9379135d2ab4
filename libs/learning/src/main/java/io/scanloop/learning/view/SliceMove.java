package io.scanloop.learning.view;

import java.util.random.RandomGenerator;

/**
 * How a slice is turned, zoomed, shifted and mirrored, as the points at which it is sampled: {@code q = R(angle) (s F p +
 * t)} for each point p of the regular grid, in coordinates that go from -1 on the first pixel of an axis to 1 on the last
 * (Pix2Rep). It is the inverse map, sampled as it is.
 *
 * @param angle bound in radians, uniform
 * @param leastZoom s is uniform from this; below 1 it enlarges
 * @param mostZoom to this
 * @param shift bound of t on each axis, uniform; 0: what the zoom leaves free, |1 - s|
 * @param mirrorX probability of mirroring X
 * @param mirrorY probability of mirroring Y
 */
public record SliceMove(double angle, double leastZoom, double mostZoom, double shift, double mirrorX, double mirrorY) {
    /** Nothing moves. */
    public static final SliceMove NONE = new SliceMove(0, 1, 1, 0, 0, 0);

    /** As the authors' code has it; a quarter of the slices is not mirrored. */
    public static final SliceMove PUBLISHED = new SliceMove(Math.PI / 2, 0.33, 0.95, 0, 0.5, 0.5);

    /** Less of everything, and left and right alone are mirrored; ours. */
    public static final SliceMove MILD = new SliceMove(0.6, 0.6, 1.1, 0.2, 0.5, 0);

    /**
     * Draws the points of one slice.
     *
     * @param into gets (X, Y, 2), the X coordinate first, from {@code at} on
     */
    public void draw(int x, int y, RandomGenerator chance, float[] into, int at) {
        double turn = angle * (2 * chance.nextDouble() - 1);
        double zoom = leastZoom + (mostZoom - leastZoom) * chance.nextDouble();
        double bound = shift == 0 ? Math.abs(1 - zoom) : shift;
        double shiftX = bound * (2 * chance.nextDouble() - 1);
        double shiftY = bound * (2 * chance.nextDouble() - 1);
        double zoomX = chance.nextDouble() < mirrorX ? -zoom : zoom;
        double zoomY = chance.nextDouble() < mirrorY ? -zoom : zoom;
        double cosine = StrictMath.cos(turn);
        double sine = StrictMath.sin(turn);
        int place = at;
        for (int row = 0; row < x; row++) {
            for (int column = 0; column < y; column++) {
                double u = zoomX * place(row, x) + shiftX;
                double v = zoomY * place(column, y) + shiftY;
                into[place++] = (float) (cosine * u - sine * v);
                into[place++] = (float) (sine * u + cosine * v);
            }
        }
    }

    /** Where a pixel lies, -1 to 1; the only one of an axis in the middle. */
    static double place(int pixel, int length) {
        return length == 1 ? 0 : 2.0 * pixel / (length - 1) - 1;
    }

    /** The pixel nearest to a coordinate; -1 when that lies outside. */
    static int nearest(double coordinate, int length) {
        return Math.abs(coordinate) > 1 ? -1 : (int) Math.rint((coordinate + 1) / 2 * (length - 1));
    }
}
