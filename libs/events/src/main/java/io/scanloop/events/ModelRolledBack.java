package io.scanloop.events;

import java.time.Instant;

/**
 * An earlier champion is the champion again.
 *
 * @param id deterministic: {@code model-rolled-back/<project>/<unique>}
 * @param at when it happened
 * @param project the project
 * @param model the model version that is champion now
 * @param generation generation of the project, from 1
 * @param previous the champion before
 * @param reason why, in words
 * @param request id of the request
 * @param actor who did it: a user or a service
 */
public record ModelRolledBack(
        String id,
        Instant at,
        String project,
        String model,
        int generation,
        String previous,
        String reason,
        String request,
        String actor)
        implements ModelEvent {
    public ModelRolledBack {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("model", model);
        Rule.atLeast(1, "generation", generation);
        Rule.name("previous", previous);
        Rule.text("reason", reason);
        Rule.id("request", request);
        Rule.text("actor", actor);
    }
}
