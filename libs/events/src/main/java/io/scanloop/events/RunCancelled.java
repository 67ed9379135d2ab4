package io.scanloop.events;

import java.time.Instant;

/**
 * The run ended because somebody did not want it any more; queued steps are accepted unread.
 *
 * @param id deterministic: {@code run-cancelled/<project>/<run>}
 * @param project the project
 * @param number place among the decisions of the project, from 1; the first decision with a number counts
 * @param decidedAt the time under which it was decided
 * @param run the run
 * @param actor who did it: a user or a service
 * @param request id of the request
 */
public record RunCancelled(
        String id, String project, long number, Instant decidedAt, String run, String actor, String request)
        implements RunDecision {
    public RunCancelled {
        Rule.id("id", id);
        Rule.name("project", project);
        Rule.atLeast(1, "number", number);
        Rule.present("decidedAt", decidedAt);
        Rule.name("run", run);
        Rule.text("actor", actor);
        Rule.id("request", request);
    }
}
