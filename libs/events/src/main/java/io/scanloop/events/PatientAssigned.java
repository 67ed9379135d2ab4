package io.scanloop.events;

import java.time.Instant;

/**
 * A new patient was given a side, once and for good.
 *
 * @param id deterministic: {@code patient-assigned/<project>/<patient>}
 * @param at when it happened
 * @param project the project
 * @param patient the patient's pseudonym
 * @param split the side
 * @param by who chose it
 */
public record PatientAssigned(String id, Instant at, String project, String patient, Split split, AssignedBy by)
        implements StudyEvent {
    public PatientAssigned {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("patient", patient);
        Rule.present("split", split);
        Rule.present("by", by);
    }
}
