package io.scanloop.ingest;

import io.scanloop.events.Split;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which side the n-th new patient goes to: keyed permuted blocks. Every ten patients hold 7 train, 1 validation and 2
 * test; the first five of each ten already hold 3, 1 and 1, so that a cohort of five has all three sides. Who does not
 * know the key cannot foresee the order.
 */
final class BlockOrder {
    static final int BLOCK = 10;
    private static final List<Split> FIRST_HALF =
            List.of(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.VALIDATION, Split.TEST);
    private static final List<Split> SECOND_HALF =
            List.of(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TEST);
    private final byte[] key;

    private BlockOrder(byte[] key) {
        this.key = key;
    }

    static BlockOrder of(InstallationKey installation, String project) {
        return new BlockOrder(installation.derive("split of project " + project));
    }

    /**
     * The side of a place in the arrival order.
     *
     * @param slot from 1
     */
    Split side(int slot) {
        int half = (slot - 1) / (BLOCK / 2);
        var sides = shuffled(half % 2 == 0 ? FIRST_HALF : SECOND_HALF, half);
        return sides.get((slot - 1) % (BLOCK / 2));
    }

    /** Fisher-Yates on bytes of an HMAC; the bias of taking 32 bits modulo 5 is below 1e-9. */
    private List<Split> shuffled(List<Split> sides, int half) {
        var chance = ByteBuffer.wrap(InstallationKey.hmac(
                key, ByteBuffer.allocate(Integer.BYTES).putInt(half).array()));
        var order = new ArrayList<>(sides);
        for (int i = order.size() - 1; i > 0; i--) {
            int j = Integer.remainderUnsigned(chance.getInt(), i + 1);
            order.set(i, order.set(j, order.get(i)));
        }
        return order;
    }
}
