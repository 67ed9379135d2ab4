package io.scanloop.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One study on disk: a folder of {@code <CONTRAST>.nii.gz} or {@code .nii} and, maybe, {@code labels.nii.gz}.
 *
 * @param name the folder's name, which is the sender's name of the study
 * @param patient the sender's name of the patient; goes to the server and nowhere else
 * @param contrasts file of each contrast, by name
 * @param labels file of the label set
 * @param split the side that the sender wants, when he says so
 * @param attributes sex, age band and the like, as the sender names them
 * @param bytes size of all files
 */
record StudyFolder(
        String name,
        String patient,
        SortedMap<String, Path> contrasts,
        @Nullable Path labels,
        @Nullable String split,
        ObjectNode attributes,
        long bytes) {
    private static final String LABELS = "labels";

    /** What an {@code index.json} says of a folder; null where it says nothing. */
    record Entry(
            String patient,
            @Nullable Collection<String> contrasts,
            @Nullable String split,
            ObjectNode attributes) {
        static Entry ofFolderName(Path folder) {
            return new Entry(folder.getFileName().toString(), null, null, Json.object());
        }
    }

    /** @throws ProblemException when the folder is no study */
    static StudyFolder read(Path folder, Entry entry) {
        var volumes = volumes(folder);
        var labels = volumes.remove(LABELS);
        var wanted = entry.contrasts();
        if (wanted != null) {
            for (var contrast : wanted) {
                if (!volumes.containsKey(contrast)) {
                    throw refused(
                            "contrast-file-missing",
                            "index.json lists contrast %s, which the folder lacks".formatted(contrast),
                            "%s.nii.gz or %s.nii".formatted(contrast, contrast),
                            "volumes of " + volumes.keySet(),
                            "add the file, or take the contrast out of index.json");
                }
            }
            volumes.keySet().retainAll(wanted);
        }
        if (volumes.isEmpty()) {
            throw refused(
                    "no-volume",
                    "the folder holds no volume",
                    "<CONTRAST>.nii.gz or <CONTRAST>.nii, e.g. T1.nii.gz",
                    labels == null ? "no such file" : "labels only",
                    "add a volume, or remove the folder");
        }
        var bytes = volumes.values().stream().mapToLong(StudyFolder::size).sum();
        return new StudyFolder(
                folder.getFileName().toString(),
                entry.patient(),
                Collections.unmodifiableSortedMap(volumes),
                labels,
                entry.split(),
                entry.attributes(),
                bytes + (labels == null ? 0 : size(labels)));
    }

    /** The document that goes before the files. */
    ObjectNode document() {
        var json = Json.object().put("patient", patient).put("study", name);
        if (!attributes.isEmpty()) {
            json.set("attributes", attributes);
        }
        if (split != null) {
            json.put("split", split);
        }
        return json;
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw ProblemException.unreadable(file, e);
        }
    }

    private static SortedMap<String, Path> volumes(Path folder) {
        var volumes = new TreeMap<String, Path>();
        try (var files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                var name = volumeName(file);
                var other = name == null ? null : volumes.put(name, file);
                if (other != null) {
                    throw refused(
                            "contrast-twice",
                            "contrast %s is there twice".formatted(name),
                            "one file per contrast",
                            "%s and %s".formatted(other.getFileName(), file.getFileName()),
                            "remove or rename one of them");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw ProblemException.unreadable(folder, e instanceof IOException io ? io : new IOException(e));
        }
        return volumes;
    }

    private static @Nullable String volumeName(Path file) {
        var name = file.getFileName().toString();
        if (name.startsWith(".") || !Files.isRegularFile(file)) {
            return null;
        }
        for (var ending : new String[] {".nii.gz", ".nii"}) {
            if (name.endsWith(ending) && name.length() > ending.length()) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return null;
    }

    private static ProblemException refused(
            String code, String message, String expected, String actual, String action) {
        return new ProblemException(ExitStatus.REFUSED, Problem.of(code, message, expected, actual, action));
    }
}
