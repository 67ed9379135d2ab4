package io.scanloop.learning.method;

import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.PublishedWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a fine-tuning uses what a pre-training hands on: what it loads, what of it learns, and from when on. All else is the
 * method's own fine-tuning.
 */
public enum Regime {
    /** Nothing is loaded. */
    SCRATCH,
    /** All is loaded, and all learns. */
    FULL,
    /** All is loaded and stays as it is, running statistics included; only what the fine-tuning adds learns. */
    LINEAR_PROBE,
    /**
     * The control of a linear probe: nothing is loaded, and what would have been stays as it was drawn. Running statistics
     * of untrained weights say nothing, so they are {@linkplain #calibration calibrated} first.
     */
    RANDOM_PROBE,
    /** Of what is handed on, only the encoder is loaded; all learns. */
    ENCODER_ONLY,
    /** All is loaded, and rests for the first tenth of the phase, until what the fine-tuning adds has found its way. */
    WARM_UP,
    /**
     * All is loaded. For a tenth of the phase only what the fine-tuning adds learns, for the rest all, each time with a rate
     * that begins near 0 and rises over a tenth of the phase (nnssl's schedule of the name, whose teeth are 15 of 150 epochs).
     */
    SAWTOOTH;

    private static final double SHARE = 0.1;

    /** As files and tables have it, e.g. {@code linear-probe}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The regime of an id.
     *
     * @throws IllegalArgumentException when there is none; it lists them
     */
    public static Regime named(String id) {
        return Arrays.stream(values())
                .filter(regime -> regime.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no regime \"%s\": choose one of %s"
                        .formatted(id, Arrays.stream(values()).map(Regime::id).collect(Collectors.joining(", ")))));
    }

    /** Whether it needs a pre-training. */
    public boolean isPretrained() {
        return switch (this) {
            case SCRATCH, RANDOM_PROBE -> false;
            case FULL, LINEAR_PROBE, ENCODER_ONLY, WARM_UP, SAWTOOTH -> true;
        };
    }

    /** Whether {@link #calibration} goes before it. */
    public boolean isCalibrated() {
        return this == RANDOM_PROBE;
    }

    /** What of a pre-training it loads; empty where that is nothing. */
    public Optional<Loading> loading(Method method, Task task) {
        return switch (this) {
            case SCRATCH, RANDOM_PROBE -> Optional.empty();
            case FULL, LINEAR_PROBE, WARM_UP, SAWTOOTH -> Optional.of(method.export(task));
            case ENCODER_ONLY ->
                Optional.of(method.export(task).only(method.layers(task).encoderPrefixes()));
        };
    }

    /** What of published weights it brings into the network; empty where that is nothing. */
    public Optional<PublishedWeights> published(Method method, Task task) {
        return loading(method, task).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        this == ENCODER_ONLY
                                ? method.published(task)
                                        .only(method.layers(task).encoderPrefixes())
                                : method.published(task));
    }

    /**
     * The method's fine-tuning in this regime.
     *
     * @throws IllegalStateException when it needs a pre-training, and the method has none
     */
    public Objective finetuning(Method method, Task task) {
        var own = method.finetuning(task);
        return switch (this) {
            case SCRATCH -> method.scratch(task);
            case FULL, ENCODER_ONLY -> own;
            case LINEAR_PROBE, RANDOM_PROBE -> frozen(own, handedOn(method, task));
            case WARM_UP -> resting(own, handedOn(method, task), own.optimizer().rate());
            case SAWTOOTH ->
                resting(own, handedOn(method, task), own.optimizer().rate().sawtooth(SHARE));
        };
    }

    /**
     * The method's fine-tuning in this regime, on labelled and unlabelled studies together, with a mean teacher.
     *
     * @throws IllegalArgumentException when the method has none, or most of the network is not to learn
     */
    public MeanTeacher taught(Method method, Task task) {
        var taught = method.meanTeacher(task)
                .orElseThrow(() -> new IllegalArgumentException(method.id() + " has no mean teacher"));
        if (this == LINEAR_PROBE || this == RANDOM_PROBE) {
            throw new IllegalArgumentException(
                    "there is no mean teacher in the regime %s, where most of the network rests".formatted(id()));
        }
        var objective = taught.objective();
        return new MeanTeacher(
                objective.with(
                        objective.name(),
                        objective.program(),
                        finetuning(method, task).optimizer()),
                taught.views());
    }

    /**
     * The method's fine-tuning at a rate of 0: its iterations move nothing but running statistics, towards those of the
     * batches that they see.
     */
    public static Objective calibration(Method method, Task task) {
        var own = method.finetuning(task);
        return own.with(
                own.name() + "-calibration", own.program(), own.optimizer().with(Schedule.constant(0)));
    }

    private static List<String> handedOn(Method method, Task task) {
        return method.export(task).renamed().values().stream().sorted().toList();
    }

    private Objective frozen(Objective own, List<String> prefixes) {
        var rules = prefixes.stream().map(prefix -> new RateRule(prefix, 0)).toList();
        return own.with(
                named(own),
                graph -> {
                    graph.settle(prefixes);
                    return own.program().apply(graph);
                },
                own.optimizer().and(rules));
    }

    private Objective resting(Objective own, List<String> prefixes, Schedule rate) {
        var rules =
                prefixes.stream().map(prefix -> new RateRule(prefix, 1, SHARE)).toList();
        return own.with(named(own), own.program(), own.optimizer().with(rate).and(rules));
    }

    private String named(Objective own) {
        return own.name() + "-" + id();
    }
}
