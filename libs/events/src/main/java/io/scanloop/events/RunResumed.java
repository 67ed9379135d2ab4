package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Steps of the run are sent again.
 *
 * @param id deterministic: {@code run-resumed/<project>/<run>/<number>}
 * @param project the project
 * @param number place among the decisions of the project, from 1; the first decision with a number counts
 * @param decidedAt the time under which it was decided
 * @param run the run
 * @param reason why, in words
 * @param request id of the request; null when nobody asked
 */
public record RunResumed(
        String id,
        String project,
        long number,
        Instant decidedAt,
        String run,
        String reason,
        @Nullable String request) implements RunDecision {
    public RunResumed {
        Rule.id("id", id);
        Rule.name("project", project);
        Rule.atLeast(1, "number", number);
        Rule.present("decidedAt", decidedAt);
        Rule.name("run", run);
        Rule.text("reason", reason);
        Rule.idOrNull("request", request);
    }
}
