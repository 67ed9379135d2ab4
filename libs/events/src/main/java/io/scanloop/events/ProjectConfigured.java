package io.scanloop.events;

import java.time.Instant;

/**
 * A project was made, or its configuration changed. A run keeps the version it started with.
 *
 * @param id deterministic: {@code project-configured/<project>/v<version>}
 * @param at when it happened
 * @param project the project
 * @param version version of the configuration, from 1
 * @param generation grows when classes, contrasts or spacing change, from 1: panel, champion and gate belong to it
 * @param configuration the configuration
 * @param actor who did it: a user or a service
 */
public record ProjectConfigured(
        String id, Instant at, String project, int version, int generation, ObjectRef configuration, String actor)
        implements ProjectEvent {
    public ProjectConfigured {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.atLeast(1, "version", version);
        Rule.atLeast(1, "generation", generation);
        Rule.require(generation <= version, "generation", "at most the version " + version, generation);
        Rule.present("configuration", configuration);
        Rule.text("actor", actor);
    }
}
