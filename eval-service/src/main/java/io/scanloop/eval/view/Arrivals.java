package io.scanloop.eval.view;

import io.scanloop.events.Split;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came in for a project.
 *
 * @param studies studies that are stored
 * @param labelled those with an accepted label set
 * @param patients patients by side
 * @param labelledPatients patients by side with an accepted label set
 * @param contrasts studies by contrast
 * @param latest when the latest study or label set came; null when nothing did
 */
public record Arrivals(
        String project,
        int studies,
        int labelled,
        SortedMap<Split, Integer> patients,
        SortedMap<Split, Integer> labelledPatients,
        SortedMap<String, Integer> contrasts,
        @Nullable Instant latest) {}
