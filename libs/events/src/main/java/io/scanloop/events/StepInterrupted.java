package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker had to stop, and saved how far it came.
 *
 * @param id deterministic: {@code step-interrupted/<project>/<run>/<step>/<attempt>}
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param step the step, unique within its run
 * @param kind what it does
 * @param sending which sending of the step the worker took, from 1
 * @param worker the worker
 * @param attempt the attempt of this worker
 * @param progress what was saved; null when nothing was worth it
 * @param iteration iterations done, counted over the phase
 * @param reason why, in words
 */
public record StepInterrupted(
        String id,
        Instant at,
        String project,
        String run,
        String step,
        StepKind kind,
        int sending,
        String worker,
        String attempt,
        @Nullable ObjectRef progress,
        long iteration,
        String reason)
        implements StepEvent {
    public StepInterrupted {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.name("step", step);
        Rule.present("kind", kind);
        Rule.atLeast(1, "sending", sending);
        Rule.name("worker", worker);
        Rule.name("attempt", attempt);
        Rule.atLeast(0, "iteration", iteration);
        Rule.text("reason", reason);
    }
}
