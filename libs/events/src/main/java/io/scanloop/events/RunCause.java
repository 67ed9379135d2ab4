package io.scanloop.events;

import org.jspecify.annotations.Nullable;

/**
 * Why a run was started.
 *
 * @param trigger what made it due
 * @param message in words, for people
 * @param event id of the event that tipped it: a request, the last study; null for a schedule
 */
public record RunCause(
        Trigger trigger, String message, @Nullable String event) {
    public RunCause {
        Rule.present("trigger", trigger);
        Rule.text("message", message);
        Rule.idOrNull("event", event);
    }
}
