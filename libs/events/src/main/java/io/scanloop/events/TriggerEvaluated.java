package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A trigger was looked at and its verdict, or the reason for it, is another than before.
 *
 * @param id deterministic: {@code trigger-evaluated/<project>/<trigger>/<unique>}
 * @param at when it happened
 * @param project the project
 * @param trigger the trigger
 * @param verdict whether it starts a run
 * @param code why, stable, in words joined by hyphens, like {@code too-few-patients}
 * @param message why, for people
 * @param count how many it counted, at least 0
 * @param threshold how many it needs, at least 0
 * @param request id of the request that is refused by this, for good; null when it is about none
 */
public record TriggerEvaluated(
        String id,
        Instant at,
        String project,
        Trigger trigger,
        TriggerVerdict verdict,
        String code,
        String message,
        int count,
        int threshold,
        @Nullable String request)
        implements Event {
    public TriggerEvaluated {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.present("trigger", trigger);
        Rule.present("verdict", verdict);
        Rule.name("code", code);
        Rule.notBlank("message", message);
        Rule.atLeast(0, "count", count);
        Rule.atLeast(0, "threshold", threshold);
        Rule.idOrNull("request", request);
    }

    @Override
    public Topic topic() {
        return Topic.TRIGGERS;
    }
}
