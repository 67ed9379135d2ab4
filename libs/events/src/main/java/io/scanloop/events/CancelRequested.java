package io.scanloop.events;

import java.time.Instant;

/**
 * A run is not wanted any more; steps at work stop soon.
 *
 * @param id deterministic: {@code cancel-requested/<project>/<run>}
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param actor who asks: a user or a service
 */
public record CancelRequested(String id, Instant at, String project, String run, String actor) implements RequestEvent {
    public CancelRequested {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.text("actor", actor);
    }
}
