package io.scanloop.ingest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sender says of a study. The two names are identifying: they go into {@link Pseudonyms} and nowhere else.
 *
 * @param patient the patient's name or number
 * @param study the sender's name for the study, unique within the patient
 * @param attributes what else is known (sex, age band, site, scanner)
 * @param split the side that the sender wants for the patient, or null
 */
public record StudyRequest(
        @Nullable String patient,
        @Nullable String study,
        @Nullable Map<String, String> attributes,
        @Nullable String split) {

    @Override
    public String toString() {
        return "StudyRequest[...]"; // never the names
    }
}
