package io.scanloop.events;

import java.time.Instant;

/**
 * A person lets a model version become champion, where the project asks for that.
 *
 * @param id deterministic: {@code promotion-approved/<project>/<model>}
 * @param at when it happened
 * @param project the project
 * @param model the model version
 * @param actor who asks: a user or a service
 */
public record PromotionApproved(String id, Instant at, String project, String model, String actor)
        implements RequestEvent {
    public PromotionApproved {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("model", model);
        Rule.text("actor", actor);
    }
}
