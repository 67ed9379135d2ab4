package io.scanloop.workflow.dispatch;

/** What cannot be folded from the project's log, because it is not of the project: workers and queues. */
public interface Surroundings {

    /** Whether the worker of this attempt was heard of lately. */
    boolean isAlive(String attempt);

    /** Whether this sending still lies in its queue or is in somebody's hands; true also while that is not known. */
    boolean isQueued(StepSending sending);
}
