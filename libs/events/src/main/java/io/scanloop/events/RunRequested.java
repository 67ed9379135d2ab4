package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run is wanted, whatever the triggers say.
 *
 * @param id deterministic: {@code run-requested/<project>/<unique>}, unique as its sender chooses
 * @param at when it happened
 * @param project the project
 * @param kind what the run is for
 * @param priority which lane its steps take
 * @param method one of those that the project trains; null for its first
 * @param preset the preset; null for what the project has of the method
 * @param parent the run or model version whose weights it starts from; null for the newest
 * @param actor who asks: a user or a service
 */
public record RunRequested(
        String id,
        Instant at,
        String project,
        RunKind kind,
        Priority priority,
        @Nullable String method,
        @Nullable String preset,
        @Nullable String parent,
        String actor)
        implements RequestEvent {
    public RunRequested {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.present("kind", kind);
        Rule.present("priority", priority);
        Rule.nameOrNull("method", method);
        Rule.nameOrNull("preset", preset);
        Rule.text("actor", actor);
    }
}
