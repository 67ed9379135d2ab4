package io.scanloop.events;

import java.util.List;

/**
 * A part of the plan of a run: steps that follow each other, each in shares that run side by side.
 *
 * @param phase its name, unique in the plan
 * @param kind what its steps do
 * @param steps steps one after the other, at least 1
 * @param shares shares of each step, at least 1
 * @param iterations iterations of each step but perhaps the last, or studies where it predicts, at least 1
 * @param total iterations of the whole phase, more than all steps but the last make together; 0 from a writer that did
 *     not say, which means {@code steps * iterations}
 * @param after phases that must be over before, all earlier in the plan
 */
public record PlannedPhase(
        String phase, StepKind kind, int steps, int shares, int iterations, long total, List<String> after) {
    public PlannedPhase {
        Rule.name("phase", phase);
        Rule.present("kind", kind);
        Rule.atLeast(1, "steps", steps);
        Rule.atLeast(1, "shares", shares);
        Rule.atLeast(1, "iterations", iterations);
        long most = (long) steps * iterations;
        total = total == 0 ? most : total;
        Rule.require(
                total > most - iterations && total <= most,
                "total",
                "more than %d and at most %d, for %d steps of %d".formatted(most - iterations, most, steps, iterations),
                total);
        after = Rule.copy(after);
    }
}
