package io.scanloop.cli.trial;

import io.scanloop.learning.method.FinetuningProtocol;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Task;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is compared: a way to come to a network that segments. */
public enum Arm {
    /** The method's fine-tuning without a pre-training. */
    SCRATCH(Regime.SCRATCH),
    /** From scratch as well, with so many more iterations as the pre-training costs. */
    COMPUTE_MATCHED(Regime.SCRATCH),
    FULL(Regime.FULL),
    WARM_UP(Regime.WARM_UP),
    SAWTOOTH(Regime.SAWTOOTH),
    ENCODER_ONLY(Regime.ENCODER_ONLY),
    LINEAR_PROBE(Regime.LINEAR_PROBE),
    RANDOM_PROBE(Regime.RANDOM_PROBE),
    /** As {@link #FULL}, with a mean teacher and the studies without labels. */
    MEAN_TEACHER(Regime.FULL),
    /** The same without a pre-training. */
    SCRATCH_MEAN_TEACHER(Regime.SCRATCH);

    private final Regime regime;

    Arm(Regime regime) {
        this.regime = regime;
    }

    /** Whether it learns from studies without labels, too. */
    boolean isTaught() {
        return this == MEAN_TEACHER || this == SCRATCH_MEAN_TEACHER;
    }

    /** What a method trains in it. */
    Objective finetuning(Method method, Task task) {
        try {
            return protocol(1, 0).objective(method, task);
        } catch (IllegalArgumentException e) {
            throw isTaught()
                    ? new IllegalArgumentException("%s: leave out its arm %s".formatted(e.getMessage(), id()), e)
                    : e;
        }
    }

    /** What is put together in it: with a mean teacher there is no average of the weights beside, which it is already. */
    FinetuningProtocol protocol(double layerDecay, double average) {
        return new FinetuningProtocol(regime, isTaught(), layerDecay, isTaught() ? 0 : average);
    }

    Regime regime() {
        return regime;
    }

    /** Whether most of the network stays as it is. */
    boolean isProbe() {
        return regime == Regime.LINEAR_PROBE || regime == Regime.RANDOM_PROBE;
    }

    /** As plans and tables have it, e.g. {@code compute-matched}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Arm named(String id) {
        return Arrays.stream(values())
                .filter(arm -> arm.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no arm \"%s\": choose among %s"
                        .formatted(id, Arrays.stream(values()).map(Arm::id).collect(Collectors.joining(", ")))));
    }
}
