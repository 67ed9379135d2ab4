package io.scanloop.events;

import java.time.Instant;

/**
 * A label set may be used by runs.
 *
 * @param id deterministic: {@code labels-accepted/<project>/<study>/<labels>}
 * @param at when it happened
 * @param project the project
 * @param patient the patient's pseudonym
 * @param study the study's id
 * @param labels the label set's id within the study
 * @param actor who did it: a user or a service
 */
public record LabelsAccepted(
        String id, Instant at, String project, String patient, String study, String labels, String actor)
        implements StudyEvent {
    public LabelsAccepted {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("patient", patient);
        Rule.name("study", study);
        Rule.name("labels", labels);
        Rule.text("actor", actor);
    }

    @Override
    public String subject() {
        return study;
    }
}
