package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why no model will come by itself.
 *
 * @param exit of whoever waits for it
 * @param problem for people
 * @param patience how long it must hold to be believed: views lag behind decisions
 */
record Obstacle(ExitStatus exit, Problem problem, Duration patience) {
    private static final Duration SHORT = Duration.ofSeconds(10);
    /** A run that failed because of one study goes again without it. */
    private static final Duration FOR_ANOTHER_START = Duration.ofSeconds(20);

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration TO_JUDGE = Duration.ofMinutes(10);

    /**
     * What stands in the way while no run is under way.
     *
     * @param project its name
     * @param last the run that began last; null for none
     * @param triggers of the project, each with its latest verdict
     */
    static Optional<Obstacle> of(String project, @Nullable JsonNode last, JsonNode triggers) {
        if (last != null && last.path("state").asText().equals("failed")) {
            return Optional.of(failed(project, last));
        }
        if (last != null && last.path("state").asText().equals("cancelled")) {
            return Optional.of(cancelled(project, last));
        }
        if (last != null && makesAModel(last)) {
            return Optional.of(unjudged(last));
        }
        var began = last == null ? "" : last.path("startedAt").asText();
        return triggers.isEmpty() ? Optional.of(silence(project)) : nothingDue(project, began, triggers);
    }

    /** Whether a run ends with a model version. */
    static boolean makesAModel(JsonNode run) {
        return !run.path("kind").asText().equals("pretrain");
    }

    private static Obstacle failed(String project, JsonNode run) {
        var failure = run.path("failure");
        var where =
                failure.hasNonNull("step") ? " in step " + failure.path("step").asText() : "";
        return new Obstacle(
                ExitStatus.FAILED,
                Problem.of(
                        failure.path("code").asText("run-failed"),
                        "run %s failed%s: %s"
                                .formatted(
                                        run.path("run").asText(),
                                        where,
                                        failure.path("message").asText("no reason is known")),
                        "mend the cause, then `scanloop runs start --project %s --kind cycle`; the workers' logs say more"
                                .formatted(project)),
                FOR_ANOTHER_START);
    }

    private static Obstacle cancelled(String project, JsonNode run) {
        return new Obstacle(
                ExitStatus.FAILED,
                Problem.of(
                        "run-cancelled",
                        "run %s was cancelled".formatted(run.path("run").asText()),
                        "`scanloop runs start --project %s --kind cycle` asks for another".formatted(project)),
                FOR_ANOTHER_START);
    }

    private static Obstacle unjudged(JsonNode run) {
        return new Obstacle(
                ExitStatus.FAILED,
                Problem.of(
                        "not-judged",
                        "run %s is complete, but its model has not been judged for %d minutes"
                                .formatted(run.path("run").asText(), TO_JUDGE.toMinutes()),
                        "see the log of eval-service"),
                TO_JUDGE);
    }

    private static Obstacle silence(String project) {
        return new Obstacle(
                ExitStatus.FAILED,
                Problem.of(
                        "no-trigger",
                        "nothing says when a run of project %s would start".formatted(project),
                        "see whether ingest-service runs, and whether the project has any studies"),
                LONG);
    }

    /** Time alone may make a trigger due that has counted enough; a run that began later has used a due one up. */
    private static Optional<Obstacle> nothingDue(String project, String began, JsonNode triggers) {
        var isBlocked = false;
        var reasons = new ArrayList<Problem.Reason>();
        for (var trigger : triggers) {
            var verdict = trigger.path("verdict").asText();
            var counted =
                    trigger.path("count").asInt() >= trigger.path("threshold").asInt();
            if (verdict.equals("due") && trigger.path("at").asText().compareTo(began) < 0) {
                continue;
            }
            if (verdict.equals("due") || (verdict.equals("waiting") && counted)) {
                return Optional.empty();
            }
            isBlocked |= verdict.equals("blocked");
            reasons.add(new Problem.Reason(
                    trigger.path("code").asText(),
                    trigger.path("trigger").asText(),
                    trigger.path("message").asText()));
        }
        var problem = new Problem(
                isBlocked ? "blocked" : "nothing-due",
                "no run of project %s will start by itself".formatted(project),
                null,
                null,
                isBlocked
                        ? "send what is missing (`scanloop upload`), or lower what the project asks for (`scanloop project put`)"
                        : "send more, or ask for a run: `scanloop runs start --project %s --kind cycle`"
                                .formatted(project),
                reasons);
        return Optional.of(new Obstacle(ExitStatus.REFUSED, problem, SHORT));
    }
}
