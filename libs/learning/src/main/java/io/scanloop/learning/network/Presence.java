package io.scanloop.learning.network;

import io.scanloop.learning.graph.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Keeps what a study lacks out of a network: absent modalities are zeros in the batch, and these make them unseen. */
public final class Presence {
    /** Added to what must not be seen; exp of it is 0, and it survives further additions as a finite number. */
    private static final double UNSEEN = -1e9;

    private Presence() {}

    /**
     * For attention over the tokens of all modalities, modality after modality.
     *
     * @param present (B, M), 1 or 0
     * @param tokens of each modality
     * @return (B, 1, 1, M tokens), 0 for tokens of present modalities, -1e9 for others
     */
    public static Tensor keyMask(Tensor present, long tokens) {
        long batch = present.size(0);
        long modalities = present.size(1);
        return unseen(present)
                .reshape(batch, modalities, 1)
                .expand(batch, modalities, tokens)
                .reshape(batch, 1, 1, modalities * tokens);
    }

    /**
     * The maximum over the present modalities: AMAE's adaptive max pooling to size 1.
     *
     * @param value (B, M, ...)
     * @param present (B, M); at least one is 1 in each row
     * @return (B, ...)
     */
    public static Tensor max(Tensor value, Tensor present) {
        var shape = new long[value.rank()];
        Arrays.fill(shape, 1);
        shape[0] = present.size(0);
        shape[1] = present.size(1);
        return value.maskedFill(present.equalTo(0).reshape(shape), UNSEEN).max(1);
    }

    /**
     * The first contrast, in the task's order, that a study has: for networks of one.
     *
     * @param images (B, M, X, Y, Z), finite numbers where absent
     * @param present (B, M), 1 or 0
     * @return (B, 1, X, Y, Z), zeros where none is present
     */
    public static Tensor first(Tensor images, Tensor present) {
        return first(images, present, Collections.nCopies((int) present.size(1), UnaryOperator.identity()));
    }

    /**
     * The same where each contrast has a law of its own.
     *
     * @param laws what becomes of each contrast (B, 1, X, Y, Z) before the first is chosen; in the order of the contrasts
     */
    public static Tensor first(Tensor images, Tensor present, List<UnaryOperator<Tensor>> laws) {
        long batch = present.size(0);
        Tensor first = null;
        Tensor none = present.graph().scalar(1).expand(batch, 1);
        for (int contrast = 0; contrast < laws.size(); contrast++) {
            Tensor isThere = present.slice(1, contrast, contrast + 1L);
            Tensor weight = none.times(isThere).reshape(batch, 1, 1, 1, 1);
            Tensor image = laws.get(contrast).apply(images.slice(1, contrast, contrast + 1L));
            Tensor taken = image.times(weight);
            first = first == null ? taken : first.plus(taken);
            none = none.times(isThere.negate().plus(1));
        }
        if (first == null) {
            throw new IllegalArgumentException("one of no contrasts was asked for, got " + present);
        }
        return first;
    }

    private static Tensor unseen(Tensor present) {
        return present.times(-UNSEEN).plus(UNSEEN);
    }
}
