package io.scanloop.eval.view;

import org.jspecify.annotations.Nullable;

/**
 * A project with its counts.
 *
 * @param champion the champion of the current generation; null when there is none
 */
public record ProjectView(
        String project,
        int version,
        int generation,
        int studies,
        int labelled,
        int runs,
        int models,
        @Nullable String champion) {}
