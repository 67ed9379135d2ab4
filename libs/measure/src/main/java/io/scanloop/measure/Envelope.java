package io.scanloop.measure;

/**
 * Lower envelope of the parabolas {@code height + weight (x - at)^2} that stand on the whole numbers of a line: the
 * distance transform of one line (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012,
 * algorithm 1). Each parabola is added once and removed at most once, so a line costs time in proportion to its length.
 */
final class Envelope {
    private final double weight;
    private final int[] at;
    private final double[] height;
    /** From where on a parabola is the lowest. */
    private final double[] from;

    private int count;
    private int current;

    /**
     * @param length of the line
     * @param weight square of the distance between neighbours, > 0
     */
    Envelope(int length, double weight) {
        this.weight = weight;
        this.at = new int[length];
        this.height = new double[length];
        this.from = new double[length];
    }

    void clear() {
        count = 0;
        current = 0;
    }

    /** Adds a parabola right of all that are there. */
    void add(int place, double value) {
        double meets = Double.NEGATIVE_INFINITY;
        while (count > 0) {
            int last = at[count - 1];
            meets = ((value - height[count - 1]) / (weight * (place - last)) + place + last) / 2;
            if (meets > from[count - 1]) {
                break;
            }
            count--;
        }
        at[count] = place;
        height[count] = value;
        from[count] = count == 0 ? Double.NEGATIVE_INFINITY : meets;
        count++;
    }

    /** The envelope at a place; places are asked for from left to right. There is at least one parabola. */
    double valueAt(int place) {
        while (current + 1 < count && from[current + 1] < place) {
            current++;
        }
        double off = place - at[current];
        return height[current] + weight * off * off;
    }
}
