package io.scanloop.workflow.step;

import io.scanloop.events.StepReady;

/** Who a {@link StepLoop} tells what it does. Calls come from several threads and must return at once. */
public interface StepListener {
    /** The worker takes steps from now on. */
    void ready();

    /** Work begins. */
    void claimed(Claim claim);

    /** Work is over; its event, if it has one, has been acknowledged by the broker. */
    void ended(Claim claim, StepOutcome outcome);

    /**
     * A step was accepted without work.
     *
     * @param why in words
     */
    void passed(StepReady step, String why);

    /**
     * A record was no step that this worker can read, and went to the dead letters.
     *
     * @param origin topic, partition and offset
     * @param cause what was expected, what came
     */
    void deadLettered(String origin, String cause);

    /** The lock on a record is lost: another worker may get the step while this one goes on. */
    void lostLock(String origin, String cause);

    /**
     * The loop coped with a failure of the world and tries again.
     *
     * @param doing completes "while ..."
     */
    void troubled(String doing, Throwable cause);
}
