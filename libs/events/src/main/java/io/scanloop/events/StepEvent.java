package io.scanloop.events;

/** What became of a step, told by the worker that took it. Kept for ever. */
public sealed interface StepEvent extends Event permits StepClaimed, StepCompleted, StepInterrupted, StepFailed {

    /** The run. */
    String run();

    /** The step, unique within its run. */
    String step();

    /** What it does. */
    StepKind kind();

    /** Which sending of the step this worker took, from 1. */
    int sending();

    /** The worker. */
    String worker();

    /** The attempt, a random name: outputs lie under it until the manifest names them. */
    String attempt();

    @Override
    default Topic topic() {
        return Topic.STEP_EVENTS;
    }

    @Override
    default String subject() {
        return run() + "/" + step();
    }
}
