package io.scanloop.eval.view;

import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.TriggerVerdict;
import java.time.Instant;

/**
 * Why runs start, or do not: what one trigger said last.
 *
 * @param at when it said so; a run that began later has answered a verdict of {@code due}
 * @param count how many it counted
 * @param threshold how many it needs
 */
public record TriggerView(
        Trigger trigger, TriggerVerdict verdict, String code, String message, int count, int threshold, Instant at) {

    /** As an event has it. */
    public static TriggerView of(TriggerEvaluated event) {
        return new TriggerView(
                event.trigger(),
                event.verdict(),
                event.code(),
                event.message(),
                event.count(),
                event.threshold(),
                event.at());
    }
}
