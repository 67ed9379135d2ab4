package io.scanloop.events;

import java.time.Instant;
import java.util.List;

/**
 * A model version did not pass the gate.
 *
 * @param id deterministic: {@code model-rejected/<project>/<model>/<look>}
 * @param at when it happened
 * @param project the project
 * @param model the model version
 * @param generation generation of the project, from 1
 * @param verdict rejected or undecidable
 * @param reasons why, at least one
 * @param evaluation id of the evaluation report
 */
public record ModelRejected(
        String id,
        Instant at,
        String project,
        String model,
        int generation,
        GateVerdict verdict,
        List<Reason> reasons,
        String evaluation)
        implements ModelEvent {
    public ModelRejected {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("model", model);
        Rule.atLeast(1, "generation", generation);
        Rule.require(verdict != null && verdict != GateVerdict.PROMOTED, "verdict", "rejected or undecidable", verdict);
        reasons = Rule.notEmpty("reasons", reasons);
        Rule.id("evaluation", evaluation);
    }
}
