package io.scanloop.cli.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
 * @param content SHA-256 of its files
 */
public record TrialStudy(
        String name,
        String patient,
        SortedMap<String, Path> contrasts,
        @Nullable Path labels,
        @Nullable String split,
        String content) {
    private static final int BUFFER = 1 << 16;

    boolean isLabelled() {
        return labels != null;
    }

    /** A study whose files are read for their content. */
    public static TrialStudy read(
            String name,
            String patient,
            SortedMap<String, Path> contrasts,
            @Nullable Path labels,
            @Nullable String split)
            throws IOException {
        var digests = new StringBuilder();
        for (var contrast : contrasts.entrySet()) {
            digests.append(contrast.getKey())
                    .append(':')
                    .append(digest(contrast.getValue()))
                    .append(' ');
        }
        digests.append(labels == null ? "no labels" : "labels:" + digest(labels));
        return new TrialStudy(name, patient, contrasts, labels, split, digests.toString());
    }

    private static String digest(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[BUFFER];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Names it, its patient, and its content. */
    String token() {
        return "%s:%s:%s".formatted(name, patient, content);
    }
}
