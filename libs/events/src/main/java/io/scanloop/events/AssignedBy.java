package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who chose the side of a patient. */
public enum AssignedBy {
    /** Whoever sent the first study named it. */
    @JsonProperty("sender")
    SENDER,
    /** Keyed permuted blocks: of each 10 new patients 7, 1 and 2. */
    @JsonProperty("block")
    BLOCK
}
