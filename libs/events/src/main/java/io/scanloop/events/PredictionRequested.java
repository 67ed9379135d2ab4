package io.scanloop.events;

import java.time.Instant;

/**
 * A segmentation of a study is wanted.
 *
 * @param id deterministic: {@code prediction-requested/<project>/<unique>}, unique as its sender chooses
 * @param at when it happened
 * @param project the project
 * @param study the study's id
 * @param revision revision of the study, from 1
 * @param model a model version, or the alias {@code champion} or {@code challenger}
 * @param actor who asks: a user or a service
 */
public record PredictionRequested(
        String id, Instant at, String project, String study, int revision, String model, String actor)
        implements RequestEvent {
    public PredictionRequested {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("study", study);
        Rule.atLeast(1, "revision", revision);
        Rule.name("model", model);
        Rule.text("actor", actor);
    }
}
