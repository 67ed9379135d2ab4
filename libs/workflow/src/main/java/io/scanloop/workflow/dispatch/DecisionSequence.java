package io.scanloop.workflow.dispatch;

import io.scanloop.events.RunDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Which decisions of one project count. They are numbered from 1, and the first record with a number counts: a later one
 * with the same number is void, which is how a dispatcher that does not know that it was replaced is kept out. A decision
 * whose predecessors are missing waits for them.
 *
 * <p>Everybody who folds {@code runs.v1} must see decisions through this, or takes void ones for true.
 */
public final class DecisionSequence {
    private final TreeMap<Long, RunDecision> waiting = new TreeMap<>();
    private long next = 1;

    /**
     * Takes the next record of the project.
     *
     * @return the decisions that count from now on, in their order: this one and those that waited for it, or none
     */
    public List<RunDecision> accept(RunDecision decision) {
        if (decision.number() >= next) {
            waiting.putIfAbsent(decision.number(), decision);
        }
        var counted = new ArrayList<RunDecision>();
        for (var head = waiting.remove(next); head != null; head = waiting.remove(next)) {
            counted.add(head);
            next++;
        }
        return counted;
    }

    /** The number that the next decision must bear to count. */
    public long next() {
        return next;
    }
}
