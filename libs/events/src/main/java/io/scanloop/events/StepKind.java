package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a step does, which says who can do it. */
public enum StepKind {
    /** Trains without labels. */
    @JsonProperty("pretrain")
    PRETRAIN,
    /** Trains with labels. */
    @JsonProperty("finetune")
    FINETUNE,
    /** Predicts masks. */
    @JsonProperty("evaluate")
    EVALUATE
}
