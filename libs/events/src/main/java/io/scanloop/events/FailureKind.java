package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether doing it again may help. */
public enum FailureKind {
    /** The world failed: it will be tried again. */
    @JsonProperty("transient")
    TRANSIENT,
    /** The same again would fail the same way. */
    @JsonProperty("permanent")
    PERMANENT
}
