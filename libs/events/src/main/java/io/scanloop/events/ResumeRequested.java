package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was paused may go on.
 *
 * @param id deterministic: {@code resume-requested/<project>/<unique>}, unique as its sender chooses
 * @param at when it happened
 * @param project the project
 * @param run the run; null for all of the project
 * @param actor who asks: a user or a service
 */
public record ResumeRequested(
        String id, Instant at, String project, @Nullable String run, String actor) implements RequestEvent {
    public ResumeRequested {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.nameOrNull("run", run);
        Rule.text("actor", actor);
    }
}
