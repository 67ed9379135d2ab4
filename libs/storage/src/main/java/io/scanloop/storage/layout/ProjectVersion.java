package io.scanloop.storage.layout;

import java.time.Instant;

/**
 * One version of a project's configuration; immutable.
 *
 * @param version counts from 1
 * @param generation counts from 1; changed classes, contrasts or spacing begin the next one
 * @param keyId names the installation key under which this project's patients are pseudonymous
 */
public record ProjectVersion(
        String project,
        int version,
        int generation,
        String keyId,
        Instant at,
        String actor,
        ProjectConfiguration configuration) {}
