package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt failed.
 *
 * @param id deterministic: {@code step-failed/<project>/<run>/<step>/<attempt>}
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param step the step, unique within its run
 * @param kind what it does
 * @param sending which sending of the step the worker took, from 1
 * @param worker the worker
 * @param attempt the attempt of this worker
 * @param failure whether trying again may help
 * @param code stable, in words joined by hyphens, like {@code not-finite}
 * @param message what happened and what to do
 * @param study the study that is to be quarantined; null when none is at fault
 * @param revision revision of that study, from 1; null when none is at fault
 */
public record StepFailed(
        String id,
        Instant at,
        String project,
        String run,
        String step,
        StepKind kind,
        int sending,
        String worker,
        String attempt,
        FailureKind failure,
        String code,
        String message,
        @Nullable String study,
        @Nullable Integer revision)
        implements StepEvent {
    public StepFailed {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.name("step", step);
        Rule.present("kind", kind);
        Rule.atLeast(1, "sending", sending);
        Rule.name("worker", worker);
        Rule.name("attempt", attempt);
        Rule.present("failure", failure);
        Rule.name("code", code);
        Rule.notBlank("message", message);
        Rule.nameOrNull("study", study);
        Rule.require(
                (study == null) == (revision == null), "revision", "present with the study, absent without", revision);
        if (revision != null) {
            Rule.atLeast(1, "revision", revision);
        }
    }
}
