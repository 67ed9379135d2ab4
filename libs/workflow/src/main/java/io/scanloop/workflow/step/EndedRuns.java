package io.scanloop.workflow.step;

import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunDecision;
import io.scanloop.events.RunFailed;
import io.scanloop.events.StepReady;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The runs that are over: nobody wants their steps. A fold over the decisions of dispatch; safe for any thread.
 *
 * <p>Of the decisions of a project, a number that is not above all before it is void: a second dispatcher wrote it.
 */
final class EndedRuns {
    private record Run(String project, String run) {}

    private final Set<Run> ended = new HashSet<>();
    private final Map<String, Long> highest = new HashMap<>();

    synchronized void on(RunDecision decision) {
        var before = highest.getOrDefault(decision.project(), 0L);
        if (decision.number() <= before) {
            return;
        }
        highest.put(decision.project(), decision.number());
        if (decision instanceof RunCancelled || decision instanceof RunFailed || decision instanceof RunCompleted) {
            ended.add(new Run(decision.project(), decision.run()));
        }
    }

    synchronized boolean contains(StepReady step) {
        return ended.contains(new Run(step.project(), step.run()));
    }
}
