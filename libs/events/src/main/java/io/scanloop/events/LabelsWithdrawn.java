package io.scanloop.events;

import java.time.Instant;

/**
 * A label set may not be used by runs that start from now on.
 *
 * @param id deterministic: {@code labels-withdrawn/<project>/<study>/<labels>}
 * @param at when it happened
 * @param project the project
 * @param patient the patient's pseudonym
 * @param study the study's id
 * @param labels the label set's id within the study
 * @param reason why, in words
 * @param actor who did it: a user or a service
 */
public record LabelsWithdrawn(
        String id, Instant at, String project, String patient, String study, String labels, String reason, String actor)
        implements StudyEvent {
    public LabelsWithdrawn {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("patient", patient);
        Rule.name("study", study);
        Rule.name("labels", labels);
        Rule.text("reason", reason);
        Rule.text("actor", actor);
    }

    @Override
    public String subject() {
        return study;
    }
}
