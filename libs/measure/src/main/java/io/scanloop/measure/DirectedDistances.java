package io.scanloop.measure;

import java.util.Arrays;

/**
 * How far the elements of one surface lie from another surface, each with a weight. Kept as the bits of the distance,
 * with the number of the weight in the lowest eight: so both are sorted as one number, and a distance is off by less than
 * one part in 10^13.
 */
final class DirectedDistances {
    private static final long NUMBER = 0xff;

    /**
     * Affines of float32 give a spacing of 1 mm up to one part in 10^7 too long, and then a surface one voxel away lies
     * beyond 1 mm: nobody who asks for a tolerance of 1 mm means that.
     */
    private static final double ROUNDING = 1 + 1e-6;

    private final double[] weights;
    private long[] elements = new long[1024];
    private int count;

    /** @param weights at most 256, by number */
    DirectedDistances(double[] weights) {
        this.weights = weights;
    }

    void add(double distance, int weight) {
        if (count == elements.length) {
            elements = Arrays.copyOf(elements, 2 * count);
        }
        elements[count++] = (Double.doubleToRawLongBits(distance) & ~NUMBER) | weight;
    }

    /** Puts the nearest first, as the percentiles want it. */
    void sort() {
        Arrays.sort(elements, 0, count); // distances are not negative: their bits have their order
    }

    double total() {
        double total = 0;
        for (int i = 0; i < count; i++) {
            total += weight(i);
        }
        return total;
    }

    /** Of distances times weights. */
    double sum() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weight(i) * distance(i);
        }
        return sum;
    }

    /** Weight of what is not farther than a tolerance in mm. */
    double within(double tolerance) {
        double within = 0;
        for (int i = 0; i < count && distance(i) <= tolerance * ROUNDING; i++) {
            within += weight(i);
        }
        return within;
    }

    double largest() {
        return distance(count - 1);
    }

    /** Linear between the elements, all weights alike. */
    double percentileOfElements(double share) {
        double rank = share * (count - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, count - 1);
        return distance(below) + (rank - below) * (distance(above) - distance(below));
    }

    /** The first distance with that share of the weight behind it. */
    double percentileOfWeight(double share) {
        double total = total();
        double behind = 0;
        for (int i = 0; i < count; i++) {
            behind += weight(i);
            if (behind / total >= share) {
                return distance(i);
            }
        }
        return largest();
    }

    private double distance(int i) {
        return Double.longBitsToDouble(elements[i] & ~NUMBER);
    }

    private double weight(int i) {
        return weights[(int) (elements[i] & NUMBER)];
    }
}
