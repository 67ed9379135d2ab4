package io.scanloop.workflow.dispatch;

import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunDecision;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunPaused;
import io.scanloop.events.RunResumed;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.Trigger;
import io.scanloop.storage.layout.Contender;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was decided in a project. A fold over {@code runs.v1}: the first decision with a number counts. */
final class Decided {
    /** Code of a run that ends because a study of it is unusable: it begins anew without. */
    static final String STUDY_QUARANTINED = "study-quarantined";

    private final DecisionSequence sequence = new DecisionSequence();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, Run> open = new LinkedHashMap<>();
    /** Ids of the events that runs were started for. */
    private final Set<String> answered = new HashSet<>();

    /** Takes a decision and tells which count from now on. */
    List<RunDecision> on(RunDecision decision) {
        var counted = sequence.accept(decision);
        counted.forEach(this::apply);
        return counted;
    }

    private void apply(RunDecision decision) {
        if (decision instanceof RunStarted started) {
            begin(started);
            return;
        }
        var run = open.get(decision.run());
        if (run == null) {
            return; // it holds its number, and means nothing
        }
        if (decision instanceof StepScheduled step) {
            run.scheduled(step);
        } else if (decision instanceof RunPaused) {
            run.paused(true);
        } else if (decision instanceof RunResumed) {
            run.paused(false);
        } else if (decision instanceof RunFailed failed) {
            run.failed(failed);
        } else if (decision instanceof RunCompleted || decision instanceof RunCancelled) {
            run.over();
        }
        if (run.isOver()) {
            open.remove(run.name());
        }
    }

    private void begin(RunStarted started) {
        if (runs.containsKey(started.run())) {
            return;
        }
        var cause = started.cause();
        var run = new Run(started, cause.trigger() == Trigger.RESTART ? restarts(cause.event()) + 1 : 0);
        runs.put(run.name(), run);
        open.put(run.name(), run);
        if (cause.event() != null) {
            answered.add(cause.event());
        }
    }

    private int restarts(@Nullable String failure) {
        return runs.values().stream()
                .filter(run -> run.failure() != null && run.failure().id().equals(failure))
                .mapToInt(Run::restarts)
                .findFirst()
                .orElse(0);
    }

    long nextNumber() {
        return sequence.next();
    }

    /** Runs that are not over, in the order of their start. */
    Collection<Run> open() {
        return open.values();
    }

    /** The run of a name; null while it is not known. */
    @Nullable
    Run find(String name) {
        return runs.get(name);
    }

    /** All runs, in the order of their start. */
    Collection<Run> all() {
        return runs.values();
    }

    boolean isAnswered(String event) {
        return answered.contains(event);
    }

    /** Runs that ended because of a study, and have not begun anew; nor has another like it been started since. */
    Stream<Run> toRestart() {
        record Likeness(RunKind kind, int generation, Contender contender) {}
        var newest = new LinkedHashMap<Likeness, Run>();
        runs.values().forEach(run -> {
            var started = run.started();
            newest.put(new Likeness(started.kind(), started.generation(), run.contender()), run);
        });
        return newest.values().stream()
                .filter(run -> run.failure() != null && run.failure().code().equals(STUDY_QUARANTINED));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decided that
                && sequence.next() == that.sequence.next()
                && runs.equals(that.runs)
                && open.equals(that.open)
                && answered.equals(that.answered);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence.next(), runs, open, answered);
    }
}
