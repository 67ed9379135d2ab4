package io.scanloop.events;

import java.time.Instant;

/**
 * Published weights were stored, from which fine-tunings of the project may start.
 *
 * @param id deterministic: {@code encoder-stored/<project>/<encoder>}
 * @param at when it happened
 * @param project the project
 * @param encoder what the project calls them; the same name always means the same weights
 * @param manifest what is known of them
 * @param actor who sent them: a user or a service
 */
public record EncoderStored(String id, Instant at, String project, String encoder, ObjectRef manifest, String actor)
        implements ProjectEvent {
    public EncoderStored {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("encoder", encoder);
        Rule.present("manifest", manifest);
        Rule.text("actor", actor);
    }
}
