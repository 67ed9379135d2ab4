package io.scanloop.storage.layout;

import io.scanloop.events.Reason;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What is kept of an input that was refused. The sender still has the bytes; their SHA-256 tells which they were.
 *
 * @param id follows from study, files and reasons
 * @param at when it came first
 * @param study the id that the study would have, or has
 * @param files SHA-256 of each file that came, by contrast
 */
public record QuarantineEntry(
        String id,
        String project,
        String patient,
        String study,
        Instant at,
        List<Reason> reasons,
        SortedMap<String, String> files,
        String actor) {}
