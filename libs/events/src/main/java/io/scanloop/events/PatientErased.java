package io.scanloop.events;

import java.time.Instant;

/**
 * All bytes of a patient were erased; nothing of the patient may be used again.
 *
 * @param id deterministic: {@code patient-erased/<project>/<patient>}
 * @param at when it happened
 * @param project the project
 * @param patient the patient's pseudonym
 * @param actor who did it: a user or a service
 */
public record PatientErased(String id, Instant at, String project, String patient, String actor) implements StudyEvent {
    public PatientErased {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("patient", patient);
        Rule.text("actor", actor);
    }
}
