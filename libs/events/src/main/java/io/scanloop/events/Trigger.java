package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What makes a run due. */
public enum Trigger {
    /** So many studies came since the last run. */
    @JsonProperty("new-studies")
    NEW_STUDIES,
    /** So many label sets were accepted since the last run. */
    @JsonProperty("new-labels")
    NEW_LABELS,
    /** The time has come. */
    @JsonProperty("schedule")
    SCHEDULE,
    /** Somebody asked. */
    @JsonProperty("manual")
    MANUAL,
    /** A run goes again without a study that it could not use. */
    @JsonProperty("restart")
    RESTART
}
