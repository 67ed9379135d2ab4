package io.scanloop.ingest;

import io.scanloop.ingest.Refusal.Kind;

/**
 * Carries a {@link Refusal} from where it is found to the edge, which answers with it. An exception and not a value,
 * because a fault may turn up anywhere in the middle of a stream.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.sentence());
        this.refusal = refusal;
    }

    static RefusedException of(Kind kind, String code, String expected, String actual, String action) {
        return new RefusedException(Refusal.of(kind, code, expected, actual, action));
    }

    public Refusal refusal() {
        return refusal;
    }
}
