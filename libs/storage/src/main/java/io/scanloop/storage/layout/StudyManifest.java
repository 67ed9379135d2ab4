package io.scanloop.storage.layout;

import java.time.Instant;
import java.util.SortedMap;

/**
 * What a revision of a study consists of. Its existence is what makes the study stored.
 *
 * @param study the study's id, beginning with the patient's pseudonym
 * @param revision counts from 1
 * @param contrasts at least one co-registered volume by contrast
 * @param attributes what else is known (sex, age band, site, scanner); stands nowhere but here
 * @param actor who sent this revision
 */
public record StudyManifest(
        String project,
        String patient,
        String study,
        int revision,
        Instant at,
        SortedMap<String, StoredVolume> contrasts,
        SortedMap<String, String> attributes,
        String actor) {

    /** Any of the contrasts: all lie on one grid. */
    public StoredVolume grid() {
        return contrasts.values().iterator().next();
    }
}
