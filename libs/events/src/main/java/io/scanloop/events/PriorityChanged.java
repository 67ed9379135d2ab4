package io.scanloop.events;

import java.time.Instant;

/**
 * The steps of a run that are sent from now on take another lane.
 *
 * @param id deterministic: {@code priority-changed/<project>/<unique>}, unique as its sender chooses
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param priority the lane
 * @param actor who asks: a user or a service
 */
public record PriorityChanged(String id, Instant at, String project, String run, Priority priority, String actor)
        implements RequestEvent {
    public PriorityChanged {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.present("priority", priority);
        Rule.text("actor", actor);
    }
}
