package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which lane the steps of a run take. */
public enum Priority {
    /** In order of arrival. */
    @JsonProperty("normal")
    NORMAL,
    /** Before all that is normal. */
    @JsonProperty("urgent")
    URGENT
}
