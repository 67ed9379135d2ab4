package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.cli.StudyFolder.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A folder of studies, {@code DIR/<study>/}, with an optional {@code DIR/index.json} that names the patient of each.
 *
 * @param folder the folder
 * @param studies what can be sent, by name
 * @param refused what cannot, by name of the study
 * @param namesPatients whether an index names the patients; else each study counts as a patient of its own
 */
record Cohort(Path folder, List<StudyFolder> studies, Map<String, Problem> refused, boolean namesPatients) {
    private static final String INDEX = "index.json";
    private static final Set<String> SPLITS = Set.of("train", "validation", "test");

    /** @throws ProblemException when the folder is none of studies, or its index cannot be understood */
    static Cohort read(Path folder) {
        var folders = folders(folder);
        var hasIndex = Files.exists(folder.resolve(INDEX));
        var entries = hasIndex ? index(folder.resolve(INDEX)) : Map.<String, Entry>of();
        var names = new TreeSet<>(folders.keySet());
        names.addAll(entries.keySet());
        var studies = new ArrayList<StudyFolder>();
        var refused = new LinkedHashMap<String, Problem>();
        for (var name : names) {
            try {
                var study = folders.get(name);
                if (study == null) {
                    throw unmatched(
                            "folder-missing", "index.json names a study that has no folder", "add the folder " + name);
                }
                var entry = hasIndex ? entries.get(name) : Entry.ofFolderName(study);
                if (entry == null) {
                    throw unmatched(
                            "patient-unknown",
                            "index.json does not say whose study this is",
                            "add {\"subject\": \"%s\", \"patient\": ...} to index.json".formatted(name));
                }
                studies.add(StudyFolder.read(study, entry));
            } catch (ProblemException e) {
                refused.put(name, e.problem());
            }
        }
        if (names.isEmpty()) {
            throw notACohort(folder, "a folder without folders");
        }
        return new Cohort(folder, List.copyOf(studies), refused, hasIndex);
    }

    long bytes() {
        return studies.stream().mapToLong(StudyFolder::bytes).sum();
    }

    int patients() {
        return (int) studies.stream().map(StudyFolder::patient).distinct().count();
    }

    private static Map<String, Path> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw notACohort(folder, Files.exists(folder) ? "a file" : "nothing under that path");
        }
        var folders = new LinkedHashMap<String, Path>();
        try (var children = Files.list(folder)) {
            children.filter(Files::isDirectory)
                    .filter(child -> !child.getFileName().toString().startsWith("."))
                    .forEach(child -> folders.put(child.getFileName().toString(), child));
        } catch (IOException e) {
            throw ProblemException.unreadable(folder, e);
        }
        return folders;
    }

    private static Map<String, Entry> index(Path file) {
        var json = Json.read(file);
        if (!json.isArray()) {
            throw badIndex("a JSON array", json.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        var entries = new LinkedHashMap<String, Entry>();
        for (int i = 0; i < json.size(); i++) {
            var subject = json.get(i).path("subject").asText("");
            if (entries.put(subject, entry(json.get(i), i)) != null) {
                throw badIndex("each subject once", "subject %s again in entry %d".formatted(subject, i));
            }
        }
        return entries;
    }

    private static Entry entry(JsonNode json, int position) {
        var where = "entry " + position;
        var subject = json.path("subject").asText("");
        if (subject.isBlank() || subject.contains("/") || subject.startsWith(".")) {
            throw badIndex(
                    "\"subject\": name of a folder beside index.json", where + " with subject \"" + subject + "\"");
        }
        var patient = json.path("patient").asText("");
        if (patient.isBlank()) {
            throw badIndex("\"patient\": a name, the same for all studies of one person", where + " without patient");
        }
        var split = json.path("split").asText("");
        if (!split.isEmpty() && !SPLITS.contains(split)) {
            throw badIndex("\"split\": train, validation or test", where + " with split \"" + split + "\"");
        }
        return new Entry(
                patient,
                json.path("contrasts").isArray() ? texts(json.path("contrasts")) : null,
                split.isEmpty() ? null : split,
                json.path("attributes") instanceof ObjectNode attributes ? attributes : Json.object());
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static ProblemException notACohort(Path folder, String actual) {
        return new ProblemException(
                ExitStatus.REFUSED,
                Problem.of(
                        "not-a-cohort",
                        "%s holds no studies".formatted(folder),
                        "one folder per study: DIR/<study>/<CONTRAST>.nii.gz, and labels.nii.gz where there are labels",
                        actual,
                        "name the folder above the studies; `scanloop phantom DIR` writes an example"));
    }

    private static ProblemException badIndex(String expected, String actual) {
        return new ProblemException(
                ExitStatus.REFUSED,
                Problem.of("bad-index", "index.json is not understood", expected, actual, "correct index.json"));
    }

    private static ProblemException unmatched(String code, String message, String action) {
        return new ProblemException(
                ExitStatus.REFUSED,
                Problem.of(code, message, "one entry in index.json per folder", "only one of them", action));
    }
}
