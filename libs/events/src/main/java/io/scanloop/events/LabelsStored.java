package io.scanloop.events;

import java.time.Instant;

/**
 * A segmentation of a study passed validation and its bytes rest in the object store.
 *
 * @param id deterministic: {@code labels-stored/<project>/<study>/<labels>}
 * @param at when it happened
 * @param project the project
 * @param patient the patient's pseudonym
 * @param study the study's id
 * @param labels the label set's id within the study
 * @param version counts the annotator's label sets of this study, from 1
 * @param annotator who drew it: a user or a program
 * @param manifest what the label set is made of
 * @param actor who did it: a user or a service
 */
public record LabelsStored(
        String id,
        Instant at,
        String project,
        String patient,
        String study,
        String labels,
        int version,
        String annotator,
        ObjectRef manifest,
        String actor)
        implements StudyEvent {
    public LabelsStored {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("patient", patient);
        Rule.name("study", study);
        Rule.name("labels", labels);
        Rule.atLeast(1, "version", version);
        Rule.text("annotator", annotator);
        Rule.present("manifest", manifest);
        Rule.text("actor", actor);
    }

    @Override
    public String subject() {
        return study;
    }
}
