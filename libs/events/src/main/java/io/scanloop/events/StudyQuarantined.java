package io.scanloop.events;

import java.time.Instant;

/**
 * A stored study turned out to be unusable; no run takes this revision from now on.
 *
 * @param id deterministic: {@code study-quarantined/<project>/<study>/r<revision>}
 * @param at when it happened
 * @param project the project
 * @param patient the patient's pseudonym
 * @param study the study's id
 * @param revision the revision that is unusable, from 1
 * @param reason what is wrong with it
 * @param actor who did it: a user or a service
 */
public record StudyQuarantined(
        String id, Instant at, String project, String patient, String study, int revision, Reason reason, String actor)
        implements StudyEvent {
    public StudyQuarantined {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("patient", patient);
        Rule.name("study", study);
        Rule.atLeast(1, "revision", revision);
        Rule.present("reason", reason);
        Rule.text("actor", actor);
    }

    @Override
    public String subject() {
        return study;
    }
}
