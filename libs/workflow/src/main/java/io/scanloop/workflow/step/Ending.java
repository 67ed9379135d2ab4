package io.scanloop.workflow.step;

/** Why a loop that took steps ended in order. */
public enum Ending {
    /** There was no work for as long as the settings allow. */
    IDLE,
    /** It was asked to end. */
    DRAINED
}
