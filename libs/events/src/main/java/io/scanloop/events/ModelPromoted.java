package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A model version is the champion now.
 *
 * @param id deterministic: {@code model-promoted/<project>/<model>}
 * @param at when it happened
 * @param project the project
 * @param model the model version
 * @param generation generation of the project, from 1
 * @param previous the champion before; null for the first
 * @param evaluation id of the evaluation report
 * @param actor who did it: a user or a service
 */
public record ModelPromoted(
        String id,
        Instant at,
        String project,
        String model,
        int generation,
        @Nullable String previous,
        String evaluation,
        String actor)
        implements ModelEvent {
    public ModelPromoted {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("model", model);
        Rule.atLeast(1, "generation", generation);
        Rule.nameOrNull("previous", previous);
        Rule.id("evaluation", evaluation);
        Rule.text("actor", actor);
    }
}
