package io.scanloop.learning.view;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Hides boxes of a cube of edge n (Tang et al. 2022; the law is that of their code). A pass draws how much it hides, uniform
 * in 0 to share x n^3, and adds boxes until their volumes, overlaps counted again, reach that. A box begins anywhere and is
 * {@code int(0.05 n)} to {@code int(0.25 n) - 1} long on each axis, at least 1, cut off at the far side.
 *
 * @param share most that a pass hides, 0 to 1; 0.3
 */
public record InnerCutout(double share) {
    private static final double LEAST = 0.05;
    private static final double MOST = 0.25;

    /** How often a cube is cut. */
    public enum Passes {
        /** Noise, 30 % at most. Ours. */
        NOISE,
        /** Then voxels of another sample of the batch, so up to 60 %. As the code. */
        NOISE_AND_PARTNER
    }

    private record Box(int x, int y, int z, int toX, int toY, int toZ) {
        int volume() {
            return (toX - x) * (toY - y) * (toZ - z);
        }

        int[] places(int edge) {
            var places = new int[volume()];
            int n = 0;
            for (int atX = x; atX < toX; atX++) {
                for (int atY = y; atY < toY; atY++) {
                    for (int atZ = z; atZ < toZ; atZ++) {
                        places[n++] = (atX * edge + atY) * edge + atZ;
                    }
                }
            }
            return places;
        }
    }

    /**
     * Fills boxes with normal noise that is stretched to 0 to 1.
     *
     * @param cut gets the voxels that were hidden
     */
    public void noise(float[] cube, int edge, RandomGenerator chance, BitSet cut) {
        for (var box : boxes(edge, chance)) {
            int[] places = box.places(edge);
            var noise = new double[places.length];
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < noise.length; i++) {
                noise[i] = chance.nextGaussian();
                least = Math.min(least, noise[i]);
                most = Math.max(most, noise[i]);
            }
            for (int i = 0; i < noise.length; i++) {
                cube[places[i]] = most > least ? (float) ((noise[i] - least) / (most - least)) : 0;
                cut.set(places[i]);
            }
        }
    }

    /** Fills boxes with what another cube has there. */
    public void partner(float[] cube, float[] other, int edge, RandomGenerator chance, BitSet cut) {
        for (var box : boxes(edge, chance)) {
            for (int place : box.places(edge)) {
                cube[place] = other[place];
                cut.set(place);
            }
        }
    }

    private List<Box> boxes(int edge, RandomGenerator chance) {
        double budget = chance.nextDouble() * share * edge * edge * edge;
        var boxes = new ArrayList<Box>();
        double hidden = 0;
        while (hidden < budget) {
            int[] from = new int[3];
            int[] to = new int[3];
            int least = Math.max(1, (int) (LEAST * edge));
            int most = Math.max(least + 1, (int) (MOST * edge));
            for (int axis = 0; axis < 3; axis++) {
                from[axis] = chance.nextInt(Math.max(1, edge - least));
                to[axis] = Math.min(edge, from[axis] + chance.nextInt(least, most));
            }
            var box = new Box(from[0], from[1], from[2], to[0], to[1], to[2]);
            boxes.add(box);
            hidden += box.volume();
        }
        return boxes;
    }
}
