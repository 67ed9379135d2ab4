package io.scanloop.workflow.dispatch;

import io.scanloop.events.PlannedPhase;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepScheduled;
import io.scanloop.storage.layout.Contender;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run, as the decisions tell it. */
final class Run {
    private final RunStarted started;
    private final int restarts;
    private final Map<String, StepScheduled> scheduled = new TreeMap<>();
    private boolean isOver;
    private boolean isPaused;
    private @Nullable RunFailed failed;

    /**
     * A run that begins.
     *
     * @param restarts how often it began anew without a study before
     */
    Run(RunStarted started, int restarts) {
        this.started = started;
        this.restarts = restarts;
    }

    static String step(String phase, int index) {
        return phase + "-" + index;
    }

    /** The step whose manifest is what a phase leaves. */
    static String lastStep(PlannedPhase phase) {
        return step(phase.phase(), phase.steps() - 1);
    }

    void scheduled(StepScheduled step) {
        if (!isOver && step.sending() == sendings(step.step()) + 1) {
            scheduled.put(step.step(), step);
        }
    }

    private int sendings(String step) {
        var last = scheduled.get(step);
        return last == null ? 0 : last.sending();
    }

    void paused(boolean paused) {
        isPaused = !isOver && paused;
    }

    void failed(RunFailed decision) {
        if (!isOver) {
            failed = decision;
            over();
        }
    }

    void over() {
        isOver = true;
        isPaused = false;
        scheduled.clear();
    }

    RunStarted started() {
        return started;
    }

    String name() {
        return started.run();
    }

    /** How often it began anew without a study before. */
    int restarts() {
        return restarts;
    }

    boolean isOver() {
        return isOver;
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Why it failed; null when it did not. */
    @Nullable
    RunFailed failure() {
        return failed;
    }

    /** The latest sending of a step; null when it was not sent, or the run is over. */
    @Nullable
    StepScheduled scheduled(String step) {
        return scheduled.get(step);
    }

    /** What was scheduled last of each step. */
    Iterable<StepScheduled> scheduled() {
        return scheduled.values();
    }

    boolean includes(StepKind kind) {
        return started.plan().stream().anyMatch(phase -> phase.kind() == kind);
    }

    /** The last phase that does this; null when none does. */
    @Nullable
    PlannedPhase phase(StepKind kind) {
        return started.plan().stream()
                .filter(phase -> phase.kind() == kind)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    /** Whether what a phase leaves is left by this step. */
    boolean isLastOfPhase(String step) {
        return started.plan().stream().anyMatch(phase -> lastStep(phase).equals(step));
    }

    /** What it trains. */
    Contender contender() {
        return new Contender(started.method(), started.preset());
    }

    /** Whether weights of the one fit the other. */
    boolean isAlike(int generation, Contender contender) {
        return started.generation() == generation && contender().equals(contender);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Run that
                && started.equals(that.started)
                && restarts == that.restarts
                && scheduled.equals(that.scheduled)
                && isOver == that.isOver
                && isPaused == that.isPaused
                && Objects.equals(failed, that.failed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(started, restarts, scheduled, isOver, isPaused, failed);
    }
}
