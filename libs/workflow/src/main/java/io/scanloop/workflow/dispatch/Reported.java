package io.scanloop.workflow.dispatch;

import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What workers tell of the steps of a project. A fold over {@code step-events.v1}. */
final class Reported {
    private static final StepTrail NOTHING = new StepTrail();

    private final Map<String, Map<String, StepTrail>> runs = new HashMap<>();

    /**
     * Takes what a worker tells.
     *
     * @param run the run as far as it is known: of one that is over only results are kept
     */
    void on(StepEvent event, @Nullable Run run) {
        if (run != null && run.isOver() && !isKept(event, run)) {
            return;
        }
        runs.computeIfAbsent(event.run(), name -> new TreeMap<>())
                .computeIfAbsent(event.step(), name -> new StepTrail())
                .on(event);
    }

    private static boolean isKept(StepEvent event, Run run) {
        return event instanceof StepCompleted && run.isLastOfPhase(event.step());
    }

    /** Lets go of what nobody will ask about a run that is over: the results of its phases stay. */
    void isOver(Run run) {
        var steps = runs.get(run.name());
        if (steps == null) {
            return;
        }
        steps.keySet().removeIf(step -> !run.isLastOfPhase(step));
        steps.values().forEach(StepTrail::forgetAttempts);
        steps.values().removeIf(trail -> trail.completed() == null);
        if (steps.isEmpty()) {
            runs.remove(run.name());
        }
    }

    /** What is known of a step, perhaps nothing. */
    StepTrail trail(String run, String step) {
        return runs.getOrDefault(run, Map.of()).getOrDefault(step, NOTHING);
    }

    /** What was committed of a step; null while nothing is. */
    @Nullable
    StepCompleted completed(String run, String step) {
        return trail(run, step).completed();
    }

    /** All that is known of the steps of a run. */
    Collection<StepTrail> trails(String run) {
        return runs.getOrDefault(run, Map.of()).values();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Reported that && runs.equals(that.runs);
    }

    @Override
    public int hashCode() {
        return runs.hashCode();
    }
}
