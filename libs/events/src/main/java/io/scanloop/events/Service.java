package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonValue;

/** Who takes part in the conversation: the principal of its records and of its access rights. */
public enum Service {
    /** Takes studies and labels in, and dispatches. */
    INGEST("ingest-service"),
    /** Runs pre-training steps. */
    PRETRAIN_WORKER("pretrain-worker"),
    /** Runs fine-tuning steps, and predicts for evaluation. */
    FINETUNE_WORKER("finetune-worker"),
    /** Scores, gates, registers, and serves what is to be seen. */
    EVAL("eval-service"),
    /** The {@code scanloop} command in the hands of an operator. */
    COMMAND_LINE("scanloop");

    private final String serviceName;

    Service(String serviceName) {
        this.serviceName = serviceName;
    }

    /** The name of its process. */
    @JsonValue
    public String serviceName() {
        return serviceName;
    }
}
