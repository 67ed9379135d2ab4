package io.scanloop.events;

import java.time.Instant;

/**
 * A step is committed: its manifest stands. A second attempt reports the same, with the attempt that won.
 *
 * @param id deterministic: {@code step-completed/<project>/<run>/<step>}, the same whoever reports it
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param step the step, unique within its run
 * @param kind what it does
 * @param sending which sending of the step the worker took, from 1
 * @param worker the worker
 * @param attempt the attempt whose manifest stands
 * @param manifest the manifest
 * @param deviceSeconds time that the attempt held its device, in seconds, at least 0
 */
public record StepCompleted(
        String id,
        Instant at,
        String project,
        String run,
        String step,
        StepKind kind,
        int sending,
        String worker,
        String attempt,
        ObjectRef manifest,
        double deviceSeconds)
        implements StepEvent {
    public StepCompleted {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.name("step", step);
        Rule.present("kind", kind);
        Rule.atLeast(1, "sending", sending);
        Rule.name("worker", worker);
        Rule.name("attempt", attempt);
        Rule.present("manifest", manifest);
        Rule.duration("deviceSeconds", deviceSeconds);
    }
}
