package io.scanloop.events;

import org.jspecify.annotations.Nullable;

/**
 * Why something was refused, for programs and for people.
 *
 * @param code stable, in words joined by hyphens, like {@code shape-mismatch}
 * @param contrast the contrast whose file is at fault; null when it is not one file
 * @param message what was expected, what came, what to do; never a name of a patient or file
 */
public record Reason(String code, @Nullable String contrast, String message) {
    public Reason {
        Rule.name("code", code);
        Rule.notBlank("message", message);
    }
}
