package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a run is for. */
public enum RunKind {
    /** Pre-train, fine-tune and judge, in one plan. */
    @JsonProperty("cycle")
    CYCLE,
    /** Pre-train an encoder. */
    @JsonProperty("pretrain")
    PRETRAIN,
    /** Fine-tune from an encoder, and judge the result. */
    @JsonProperty("finetune")
    FINETUNE,
    /** Judge a model version again. */
    @JsonProperty("evaluate")
    EVALUATE,
    /** Segment a study with a model version. */
    @JsonProperty("predict")
    PREDICT
}
