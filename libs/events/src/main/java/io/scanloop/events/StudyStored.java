package io.scanloop.events;

import java.time.Instant;
import java.util.List;

/**
 * A study passed validation and its bytes rest in the object store.
 *
 * @param id deterministic: {@code study-stored/<project>/<study>/r<revision>}
 * @param at when it happened
 * @param project the project
 * @param patient the patient's pseudonym
 * @param study the study's id
 * @param revision from 1; a late or replaced contrast makes the next
 * @param contrasts all contrasts of this revision, at least one
 * @param manifest what the study is made of
 * @param actor who did it: a user or a service
 */
public record StudyStored(
        String id,
        Instant at,
        String project,
        String patient,
        String study,
        int revision,
        List<String> contrasts,
        ObjectRef manifest,
        String actor)
        implements StudyEvent {
    public StudyStored {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("patient", patient);
        Rule.name("study", study);
        Rule.atLeast(1, "revision", revision);
        contrasts = Rule.notEmpty("contrasts", contrasts);
        contrasts.forEach(contrast -> Rule.contrast("contrasts", contrast));
        Rule.present("manifest", manifest);
        Rule.text("actor", actor);
    }

    @Override
    public String subject() {
        return study;
    }
}
