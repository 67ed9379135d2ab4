package io.scanloop.workflow.step;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Priority;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepOrder;
import io.scanloop.events.StepReady;
import java.time.Instant;
import java.util.Map;

/** Steps as dispatch sends them. */
final class Steps {
    static final ObjectRef REF = new ObjectRef("some/object", "0".repeat(64), 1);

    private Steps() {}

    static StepReady step(String run, int index) {
        return step(run, index, StepKind.PRETRAIN, Priority.NORMAL);
    }

    static StepReady step(String run, int index, StepKind kind, Priority priority) {
        var name = "pretrain-" + index;
        var order =
                new StepOrder("amae", "tiny", "pretrain", index, 0, 1, index * 100L, 100, 1000, 7, REF, REF, Map.of());
        return new StepReady(
                "step-ready/liver/%s/%s/1".formatted(run, name),
                Instant.now(),
                "liver",
                run,
                name,
                kind,
                priority,
                1,
                order,
                null);
    }
}
