package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to what, and when.
 *
 * @param id deterministic: {@code audit/<project>/<unique>}
 * @param at when it happened
 * @param project the project; {@code -} where it is about none
 * @param actor who did it: a user or a service
 * @param action what was done, like {@code labels-accept}
 * @param target to what, a path like {@code studies/<study>/labels/<labels>}
 * @param message more about it, for people; null when there is no more
 */
public record AuditRecorded(
        String id,
        Instant at,
        String project,
        String actor,
        String action,
        String target,
        @Nullable String message) implements Event {
    public AuditRecorded {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.projectOrNone("project", project);
        Rule.text("actor", actor);
        Rule.name("action", action);
        Rule.id("target", target);
        Rule.textOrNull("message", message);
    }

    @Override
    public Topic topic() {
        return Topic.AUDIT;
    }
}
