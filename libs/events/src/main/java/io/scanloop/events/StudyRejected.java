package io.scanloop.events;

import java.time.Instant;
import java.util.List;

/**
 * A study did not pass validation; nothing of it was stored.
 *
 * @param id deterministic: {@code study-rejected/<project>/<quarantine entry>}
 * @param at when it happened
 * @param project the project
 * @param patient the patient's pseudonym
 * @param study the study's id
 * @param reasons what validation found, at least one
 * @param actor who did it: a user or a service
 */
public record StudyRejected(
        String id, Instant at, String project, String patient, String study, List<Reason> reasons, String actor)
        implements StudyEvent {
    public StudyRejected {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("patient", patient);
        Rule.name("study", study);
        reasons = Rule.notEmpty("reasons", reasons);
        Rule.text("actor", actor);
    }

    @Override
    public String subject() {
        return study;
    }
}
