package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step waits for a worker. It is a message in a queue: any worker takes it, and its effect is fenced by its manifest.
 *
 * @param id deterministic: {@code step-ready/<project>/<run>/<step>/<sending>}
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param step the step, unique within its run
 * @param kind what it does
 * @param priority which lane it takes
 * @param sending how often the step has been sent with this one, from 1
 * @param order what it is to do
 * @param progress what an interrupted attempt saved, to go on from; null to begin
 */
public record StepReady(
        String id,
        Instant at,
        String project,
        String run,
        String step,
        StepKind kind,
        Priority priority,
        int sending,
        StepOrder order,
        @Nullable ObjectRef progress)
        implements Event {
    public StepReady {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.name("step", step);
        Rule.present("kind", kind);
        Rule.present("priority", priority);
        Rule.atLeast(1, "sending", sending);
        Rule.present("order", order);
    }

    @Override
    public Topic topic() {
        return Topic.steps(kind, priority);
    }

    /** None: any worker takes any step. */
    @Override
    public @Nullable String key() {
        return null;
    }

    @Override
    public String subject() {
        return run + "/" + step;
    }
}
