package io.scanloop.eval;

/** Carries a {@link Refusal} from where it is found to the edge, which answers with it. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.sentence());
        this.refusal = refusal;
    }

    /** A refusal on its way. */
    public static RefusedException of(Refusal.Kind kind, String code, String expected, String actual, String action) {
        return new RefusedException(new Refusal(kind, code, expected, actual, action));
    }

    public Refusal refusal() {
        return refusal;
    }
}
