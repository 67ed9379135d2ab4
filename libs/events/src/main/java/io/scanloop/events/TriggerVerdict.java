package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a trigger starts a run. */
public enum TriggerVerdict {
    /** It does. */
    @JsonProperty("due")
    DUE,
    /** It will, when more has come or time has passed. */
    @JsonProperty("waiting")
    WAITING,
    /** It cannot, and the reason says what would help. */
    @JsonProperty("blocked")
    BLOCKED
}
