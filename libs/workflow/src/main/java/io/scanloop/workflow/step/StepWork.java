package io.scanloop.workflow.step;

import io.scanloop.events.StepReady;

/**
 * What a worker does for one kind of step. The loop calls it in a thread of its own, one step at a time.
 *
 * <p>A step may be carried out more than once, by this worker or by another one at the same time, so its effect is one
 * conditional put of its manifest: the work looks for that manifest first, and answers with it when it stands.
 */
@FunctionalInterface
public interface StepWork {
    /**
     * Carries out a step, or as much of it as the cancellation lets it.
     *
     * @param step what is to be done
     * @param attempt random name of this attempt, 12 of {@code a-z 0-9}: outputs lie under it
     * @param progress to be told at least every few seconds
     * @param cancellation to be asked after every iteration
     * @return what became of it
     * @throws StepFailure a failure that says of which kind it is
     * @throws Exception any other failure: taken for a transient one, so the step is tried again
     */
    StepOutcome run(StepReady step, String attempt, Progress progress, Cancellation cancellation) throws Exception;
}
