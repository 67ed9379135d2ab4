package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step is to be sent: for the first time, again, or to be continued.
 *
 * @param id deterministic: {@code step-scheduled/<project>/<run>/<step>/<sending>}
 * @param project the project
 * @param number place among the decisions of the project, from 1; the first decision with a number counts
 * @param decidedAt the time under which it was decided
 * @param run the run
 * @param step the step, unique within its run
 * @param kind what it does
 * @param sending how often the step has been sent with this one, from 1
 * @param order what it is to do
 * @param progress what an interrupted attempt saved, to go on from; null to begin
 */
public record StepScheduled(
        String id,
        String project,
        long number,
        Instant decidedAt,
        String run,
        String step,
        StepKind kind,
        int sending,
        StepOrder order,
        @Nullable ObjectRef progress)
        implements RunDecision {
    public StepScheduled {
        Rule.id("id", id);
        Rule.name("project", project);
        Rule.atLeast(1, "number", number);
        Rule.present("decidedAt", decidedAt);
        Rule.name("run", run);
        Rule.name("step", step);
        Rule.present("kind", kind);
        Rule.atLeast(1, "sending", sending);
        Rule.present("order", order);
    }
}
