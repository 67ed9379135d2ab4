package io.scanloop.workflow.dispatch;

import java.util.List;
import java.util.stream.Stream;

/** How a fine-tuning may use what a pre-training hands on, by the names that projects give it; workers know what each is. */
public final class Regimes {
    private static final String SCRATCH = "scratch";
    private static final String PROBE = "linear-probe";
    private static final List<String> PRETRAINED = List.of("full", PROBE, "encoder-only", "warm-up", "sawtooth");

    private Regimes() {}

    /** All names. */
    public static List<String> names() {
        return Stream.concat(Stream.of(SCRATCH), PRETRAINED.stream()).toList();
    }

    /** Whether what was handed on learns from the studies of the fine-tuning, at once or later. */
    public static boolean isTrained(String regime) {
        return !regime.equals(PROBE);
    }

    /** Whether it needs something that was handed on. */
    public static boolean isPretrained(String regime) {
        return PRETRAINED.contains(regime);
    }
}
