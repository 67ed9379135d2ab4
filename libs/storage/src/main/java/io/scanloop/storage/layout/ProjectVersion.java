package io.scanloop.storage.layout;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.scanloop.events.ObjectRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a project's configuration; immutable.
 *
 * @param version counts from 1
 * @param generation counts from 1; changed classes, contrasts or spacing begin the next one
 * @param keyId names the installation key under which this project's patients are pseudonymous
 * @param encoder the {@link EncoderManifest} of the published weights that the configuration names; null for none
 */
public record ProjectVersion(
        String project,
        int version,
        int generation,
        String keyId,
        Instant at,
        String actor,
        ProjectConfiguration configuration,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectRef encoder) {

    /** A version without published weights. */
    public ProjectVersion(
            String project,
            int version,
            int generation,
            String keyId,
            Instant at,
            String actor,
            ProjectConfiguration configuration) {
        this(project, version, generation, keyId, at, actor, configuration, null);
    }
}
