package io.scanloop.workflow.dispatch;

import io.scanloop.events.CancelRequested;
import io.scanloop.events.PauseRequested;
import io.scanloop.events.Priority;
import io.scanloop.events.PriorityChanged;
import io.scanloop.events.RequestEvent;
import io.scanloop.events.ResumeRequested;
import io.scanloop.events.RunRequested;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people ask of a project. A fold over {@code requests.v1}; asking twice is asking once. */
final class Wishes {
    private static final String ALL_RUNS = "";

    private final Set<String> seen = new HashSet<>();
    private final Map<String, RunRequested> runs = new LinkedHashMap<>();
    private final Map<String, CancelRequested> cancels = new HashMap<>();
    private final Map<String, Hold> holds = new HashMap<>();
    private final Map<String, Priority> priorities = new HashMap<>();

    /**
     * Whether steps are wanted.
     *
     * @param place of the request among all of the project
     */
    record Hold(boolean isPause, String request, int place) {}

    void on(RequestEvent event) {
        if (!seen.add(event.id())) {
            return;
        }
        if (event instanceof RunRequested run) {
            runs.put(run.id(), run);
        } else if (event instanceof CancelRequested cancel) {
            cancels.put(cancel.run(), cancel);
        } else if (event instanceof PauseRequested pause) {
            hold(pause.run(), new Hold(true, pause.id(), seen.size()));
        } else if (event instanceof ResumeRequested resume) {
            hold(resume.run(), new Hold(false, resume.id(), seen.size()));
        } else if (event instanceof PriorityChanged changed) {
            priorities.put(changed.run(), changed.priority());
        }
    }

    private void hold(@Nullable String run, Hold hold) {
        holds.put(run == null ? ALL_RUNS : run, hold);
    }

    /** All requests for runs, in the order in which they came. */
    Collection<RunRequested> runs() {
        return runs.values();
    }

    Optional<CancelRequested> cancel(String run) {
        return Optional.ofNullable(cancels.get(run));
    }

    /** The last word on whether the run's steps are wanted; empty when nobody said anything. */
    Optional<Hold> hold(String run) {
        var all = Optional.ofNullable(holds.get(ALL_RUNS));
        var own = Optional.ofNullable(holds.get(run));
        return all.isEmpty()
                        || (own.isPresent() && own.get().place() > all.get().place())
                ? own
                : all;
    }

    /** Whether no run of the project is wanted for now. */
    boolean isPaused() {
        var all = holds.get(ALL_RUNS);
        return all != null && all.isPause();
    }

    /** The lane of a run's steps, unless somebody asked for another. */
    Priority priority(String run, Priority atFirst) {
        return priorities.getOrDefault(run, atFirst);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Wishes that
                && seen.equals(that.seen)
                && runs.equals(that.runs)
                && cancels.equals(that.cancels)
                && holds.equals(that.holds)
                && priorities.equals(that.priorities);
    }

    @Override
    public int hashCode() {
        return Objects.hash(seen, runs, cancels, holds, priorities);
    }
}
