package io.scanloop.workflow.dispatch;

import io.scanloop.events.Priority;
import io.scanloop.events.RunCause;
import io.scanloop.events.RunKind;
import io.scanloop.storage.layout.Contender;
import org.jspecify.annotations.Nullable;

/**
 * A run that something asks for.
 *
 * @param cause what asks
 * @param contender what it trains
 * @param parent the run whose encoder it starts from; null for the newest there is
 */
record RunWish(
        RunKind kind,
        Priority priority,
        RunCause cause,
        Contender contender,
        @Nullable String parent) {

    boolean isPretraining() {
        return kind == RunKind.PRETRAIN || kind == RunKind.CYCLE;
    }

    boolean isFinetuning() {
        return kind == RunKind.FINETUNE || kind == RunKind.CYCLE;
    }
}
