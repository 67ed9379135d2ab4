package io.scanloop.events;

import java.time.Instant;

/**
 * A step that failed is to be tried again with a fresh budget of attempts.
 *
 * @param id deterministic: {@code step-replay-requested/<project>/<unique>}, unique as its sender chooses
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param step the step, unique within its run
 * @param actor who asks: a user or a service
 */
public record StepReplayRequested(String id, Instant at, String project, String run, String step, String actor)
        implements RequestEvent {
    public StepReplayRequested {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.name("step", step);
        Rule.text("actor", actor);
    }
}
