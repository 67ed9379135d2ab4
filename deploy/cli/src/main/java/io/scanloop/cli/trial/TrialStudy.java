package io.scanloop.cli.trial;

import java.nio.file.Path;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A study on disk.
 *
 * @param name unique among the studies
 * @param patient whose it is
 * @param contrasts file of each contrast, by name
 * @param labels file of its segmentation; null where it has none
 * @param split {@code train}, {@code validation} or {@code test} where the folder says so, else null
 * @param bytes size of all files
 */
public record TrialStudy(
        String name,
        String patient,
        SortedMap<String, Path> contrasts,
        @Nullable Path labels,
        @Nullable String split,
        long bytes) {
    boolean isLabelled() {
        return labels != null;
    }

    /** Names it, its content included as far as sizes tell. */
    String token() {
        return name + ":" + bytes;
    }
}
