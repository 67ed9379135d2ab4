package io.scanloop.learning.inference;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Type;

/**
 * Whether a window is also predicted in the mirror, and the logits averaged (as nnU-Net does). Not where classes name a
 * side, unless the network was trained in the mirror too.
 */
public enum Mirrors {
    /** As it is. */
    NONE(1),
    /** In each of the eight mirror states of X, Y and Z: eight times the work. */
    ALL_AXES(8);

    private final int states;

    Mirrors(int states) {
        this.states = states;
    }

    /** A network that keeps the grid. */
    interface Network {
        /** Logits (B, K, X, Y, Z) of images (B, M, X, Y, Z). */
        HostTensor logits(HostTensor images);
    }

    /** The mean logits over the mirror states, each turned back. */
    HostTensor mean(HostTensor images, Network network) {
        HostTensor first = network.logits(images);
        if (this == NONE) {
            return first;
        }
        float[] sum = first.asFloats();
        for (int state = 1; state < states; state++) {
            add(sum, flipped(network.logits(flipped(images, state)), state).asFloats());
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= states;
        }
        return HostTensor.of(sum, first.shape());
    }

    private static void add(float[] sum, float[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    /** Its last three axes in reverse where the bits of the state say so: 1 for X, 2 for Y, 4 for Z. */
    static HostTensor flipped(HostTensor grids, int state) {
        if (grids.type() != Type.FLOAT32) {
            throw new IllegalArgumentException("only FLOAT32 is mirrored, got " + grids);
        }
        long[] shape = grids.shape();
        int x = (int) shape[shape.length - 3];
        int y = (int) shape[shape.length - 2];
        int z = (int) shape[shape.length - 1];
        float[] from = grids.asFloats();
        var into = new float[from.length];
        for (int line = 0; line < from.length / z; line++) {
            int i = line / y % x;
            int j = line % y;
            int grid = line / y / x;
            int other = (grid * x + ((state & 1) == 0 ? i : x - 1 - i)) * y + ((state & 2) == 0 ? j : y - 1 - j);
            copy(from, other * z, into, line * z, z, (state & 4) != 0);
        }
        return HostTensor.of(into, shape);
    }

    private static void copy(float[] from, int at, float[] into, int to, int count, boolean isReversed) {
        if (!isReversed) {
            System.arraycopy(from, at, into, to, count);
            return;
        }
        for (int k = 0; k < count; k++) {
            into[to + k] = from[at + count - 1 - k];
        }
    }
}
