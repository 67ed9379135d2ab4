package io.scanloop.events;

import java.time.Instant;

/**
 * A worker began with a step.
 *
 * @param id deterministic: {@code step-claimed/<project>/<run>/<step>/<attempt>}
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param step the step, unique within its run
 * @param kind what it does
 * @param sending which sending of the step the worker took, from 1
 * @param worker the worker
 * @param attempt the attempt of this worker
 * @param device where it computes, like {@code cpu-2}
 */
public record StepClaimed(
        String id,
        Instant at,
        String project,
        String run,
        String step,
        StepKind kind,
        int sending,
        String worker,
        String attempt,
        String device)
        implements StepEvent {
    public StepClaimed {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.name("step", step);
        Rule.present("kind", kind);
        Rule.atLeast(1, "sending", sending);
        Rule.name("worker", worker);
        Rule.name("attempt", attempt);
        Rule.text("device", device);
    }
}
