package io.scanloop.events;

import java.time.Instant;

/**
 * An earlier champion is wanted back.
 *
 * @param id deterministic: {@code rollback-requested/<project>/<unique>}, unique as its sender chooses
 * @param at when it happened
 * @param project the project
 * @param model the model version that is to be champion
 * @param reason why, in words
 * @param actor who asks: a user or a service
 */
public record RollbackRequested(String id, Instant at, String project, String model, String reason, String actor)
        implements RequestEvent {
    public RollbackRequested {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("model", model);
        Rule.text("reason", reason);
        Rule.text("actor", actor);
    }
}
