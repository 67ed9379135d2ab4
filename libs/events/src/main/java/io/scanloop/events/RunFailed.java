package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The run ended without a result.
 *
 * @param id deterministic: {@code run-failed/<project>/<run>}
 * @param project the project
 * @param number place among the decisions of the project, from 1; the first decision with a number counts
 * @param decidedAt the time under which it was decided
 * @param run the run
 * @param step the step that failed; null when it was none
 * @param code stable, in words joined by hyphens, like {@code attempts-spent}
 * @param message what happened and what to do
 */
public record RunFailed(
        String id,
        String project,
        long number,
        Instant decidedAt,
        String run,
        @Nullable String step,
        String code,
        String message)
        implements RunDecision {
    public RunFailed {
        Rule.id("id", id);
        Rule.name("project", project);
        Rule.atLeast(1, "number", number);
        Rule.present("decidedAt", decidedAt);
        Rule.name("run", run);
        Rule.nameOrNull("step", step);
        Rule.name("code", code);
        Rule.notBlank("message", message);
    }
}
