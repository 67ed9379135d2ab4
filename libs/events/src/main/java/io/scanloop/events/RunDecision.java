package io.scanloop.events;

import java.time.Instant;

/** What dispatch decided. Decisions are recorded facts, never derived again; they are numbered per project, and the first
 * one with a number counts: that fences a second dispatcher. Effects follow only from decisions read back. Kept for ever. */
public sealed interface RunDecision extends Event
        permits RunStarted, StepScheduled, RunPaused, RunResumed, RunCompleted, RunFailed, RunCancelled {

    /** Place among the decisions of the project, from 1. */
    long number();

    /** The time under which it was decided: time enters decisions in no other way. */
    Instant decidedAt();

    /** The run. */
    String run();

    @Override
    default Instant at() {
        return decidedAt();
    }

    @Override
    default Topic topic() {
        return Topic.RUNS;
    }

    @Override
    default String subject() {
        return run();
    }
}
