package io.scanloop.storage.layout;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study revision as a run uses it.
 *
 * @param patient the pseudonym
 * @param split the side of the patient
 * @param study the study's id
 * @param revision the revision that was newest
 * @param contrasts what it consists of, sorted
 * @param manifest a {@link StudyManifest}
 * @param labels the latest accepted segmentation; null when there is none
 */
public record SnapshotStudy(
        String patient,
        Split split,
        String study,
        int revision,
        List<String> contrasts,
        ObjectRef manifest,
        @Nullable SnapshotLabels labels) {

    public SnapshotStudy {
        contrasts = List.copyOf(contrasts);
    }

    public boolean isLabelled() {
        return labels != null;
    }
}
