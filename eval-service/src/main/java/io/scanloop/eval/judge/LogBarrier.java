package io.scanloop.eval.judge;

/** Makes sure that the views know the past. */
public interface LogBarrier {

    /** Returns when the views have taken in everything that stands in the log at the time of the call. */
    void await() throws InterruptedException;
}
