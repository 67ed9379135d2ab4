package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning run left a model version.
 *
 * @param id deterministic: {@code model-registered/<project>/<model>}
 * @param at when it happened
 * @param project the project
 * @param model the model version
 * @param run the run
 * @param generation generation of the project, from 1
 * @param method the method, like {@code amae}
 * @param preset the preset, like {@code tiny}
 * @param manifest weights, provenance and how to run it
 * @param parent the run or model version whose weights it started from; null for none
 */
public record ModelRegistered(
        String id,
        Instant at,
        String project,
        String model,
        String run,
        int generation,
        String method,
        String preset,
        ObjectRef manifest,
        @Nullable String parent)
        implements ModelEvent {
    public ModelRegistered {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("model", model);
        Rule.name("run", run);
        Rule.atLeast(1, "generation", generation);
        Rule.name("method", method);
        Rule.name("preset", preset);
        Rule.present("manifest", manifest);
    }
}
