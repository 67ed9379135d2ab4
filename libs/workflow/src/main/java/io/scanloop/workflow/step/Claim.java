package io.scanloop.workflow.step;

import io.scanloop.events.StepClaimed;
import io.scanloop.events.StepReady;
import java.time.Instant;

/**
 * A step in the hands of a worker.
 *
 * @param step the step
 * @param worker the worker, like {@code pretrain-worker-4kq0zt}
 * @param attempt the attempt, a random name
 * @param device where it computes, like {@code cpu-2}
 */
public record Claim(StepReady step, String worker, String attempt, String device) {
    /** The id of an event about this attempt. */
    String id(String what) {
        return "%s/%s/%s/%s/%s".formatted(what, step.project(), step.run(), step.step(), attempt);
    }

    StepClaimed toEvent(Instant at) {
        return new StepClaimed(
                id("step-claimed"),
                at,
                step.project(),
                step.run(),
                step.step(),
                step.kind(),
                step.sending(),
                worker,
                attempt,
                device);
    }
}
