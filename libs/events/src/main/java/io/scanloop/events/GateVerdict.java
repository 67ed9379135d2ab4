package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the gate decided on a model version. */
public enum GateVerdict {
    /** The gain is real: it is the champion now. */
    @JsonProperty("promoted")
    PROMOTED,
    /** No gain that is real and large enough, or something fell. */
    @JsonProperty("rejected")
    REJECTED,
    /** Too few patients to tell. */
    @JsonProperty("undecidable")
    UNDECIDABLE
}
