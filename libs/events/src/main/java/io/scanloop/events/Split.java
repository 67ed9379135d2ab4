package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The side of the cohort on which a patient stands, for good. */
public enum Split {
    /** Networks learn from it. */
    @JsonProperty("train")
    TRAIN,
    /** Choices within a run are made on it. */
    @JsonProperty("validation")
    VALIDATION,
    /** Models are judged on it, and nothing else. */
    @JsonProperty("test")
    TEST
}
