package io.scanloop.events;

import java.time.Instant;

/**
 * All steps of the run are done.
 *
 * @param id deterministic: {@code run-completed/<project>/<run>}
 * @param project the project
 * @param number place among the decisions of the project, from 1; the first decision with a number counts
 * @param decidedAt the time under which it was decided
 * @param run the run
 * @param manifest what its last step committed
 * @param deviceSeconds time that its steps held a device, in seconds, at least 0
 */
public record RunCompleted(
        String id, String project, long number, Instant decidedAt, String run, ObjectRef manifest, double deviceSeconds)
        implements RunDecision {
    public RunCompleted {
        Rule.id("id", id);
        Rule.name("project", project);
        Rule.atLeast(1, "number", number);
        Rule.present("decidedAt", decidedAt);
        Rule.name("run", run);
        Rule.present("manifest", manifest);
        Rule.duration("deviceSeconds", deviceSeconds);
    }
}
