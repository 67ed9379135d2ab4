package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.VolumeFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** A project's configuration as the files suggest it. */
final class ProjectConfiguration {
    private static final int STUDIES_MEASURED = 16;

    private ProjectConfiguration() {}

    /**
     * Contrasts as the files are named, one class per label value, the median of the spacings of up to {@value
     * #STUDIES_MEASURED} studies. Files that cannot be read are passed over: the upload says what is wrong with them.
     *
     * @throws ProblemException when there are no labels to take classes from
     */
    static ObjectNode infer(Cohort cohort, Console console) {
        var contrasts = new TreeSet<String>();
        var values = new TreeSet<Integer>();
        var spacings = new ArrayList<double[]>();
        try (var progress =
                new Progress(console, "studies looked into", cohort.studies().size(), 0)) {
            var stride = Math.max(1, cohort.studies().size() / STUDIES_MEASURED);
            for (var study : cohort.studies()) {
                contrasts.addAll(study.contrasts().keySet());
                if (progress.done() % stride == 0) {
                    study.contrasts().values().forEach(file -> addSpacing(file, spacings));
                }
                var labels = study.labels();
                if (labels != null) {
                    addValues(labels, values);
                }
                progress.settled(0);
            }
        }
        if (values.isEmpty() || spacings.isEmpty()) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "no-classes",
                            "the files do not say what is to be segmented",
                            "readable volumes, and labels.nii.gz with whole numbers above 0 in at least one study",
                            "%d readable volumes, %d label values".formatted(spacings.size(), values.size()),
                            "write the configuration into DIR/project.json, or make the project with"
                                    + " `scanloop project put`"));
        }
        var configuration = Json.object();
        var classes = configuration.putArray("classes");
        values.forEach(value -> classes.addObject().put("value", value).put("name", "class-" + value));
        var names = configuration.putArray("contrasts");
        contrasts.forEach(names::add);
        var spacing = configuration.putArray("spacing");
        for (int axis = 0; axis < 3; axis++) {
            spacing.add(median(spacings, axis));
        }
        return configuration;
    }

    /** E.g. {@code contrasts FLAIR, T1; 8 classes; spacing 3 x 3 x 3 mm}. */
    static String inOneLine(JsonNode configuration) {
        return "contrasts %s; %s; spacing %s mm"
                .formatted(
                        Json.joined(configuration.path("contrasts"), ", "),
                        Table.counted(configuration.path("classes").size(), "class", "classes"),
                        Json.joined(configuration.path("spacing"), " x "));
    }

    /** Contrasts of the files that the project does not have: the server refuses them. */
    static Set<String> unknownContrasts(JsonNode configuration, Cohort cohort) {
        var unknown = new TreeSet<String>();
        cohort.studies().forEach(study -> unknown.addAll(study.contrasts().keySet()));
        configuration.path("contrasts").forEach(contrast -> unknown.remove(contrast.asText()));
        return unknown;
    }

    /** A project's name from the folder's: lower-case words joined by hyphens, at most 40 characters. */
    static String nameFrom(Path folder) {
        var name = folder.toAbsolutePath()
                .normalize()
                .getFileName()
                .toString()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+", "");
        name = name.substring(0, Math.min(40, name.length())).replaceAll("-+$", "");
        if (name.isEmpty()) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of("no-name", "the folder's name makes no name of a project", "give one with --project"));
        }
        return name;
    }

    private static void addSpacing(Path file, List<double[]> spacings) {
        try {
            var spacing = VolumeFacts.scan(file, NiftiLimits.DEFAULT).header().spacing();
            if (spacing.length >= 3) {
                spacings.add(spacing);
            }
        } catch (InvalidVolumeException e) {
            // the upload says why it is refused
        } catch (IOException e) {
            throw ProblemException.unreadable(file, e);
        }
    }

    private static void addValues(Path file, Set<Integer> values) {
        try {
            var counts = VolumeFacts.scan(file, NiftiLimits.DEFAULT).labels();
            if (counts != null) {
                counts.keySet().stream().filter(value -> value > 0).forEach(values::add);
            }
        } catch (InvalidVolumeException e) {
            // the upload says why it is refused
        } catch (IOException e) {
            throw ProblemException.unreadable(file, e);
        }
    }

    /** Rounded to a thousandth of a millimetre: headers hold float32. */
    private static double median(List<double[]> spacings, int axis) {
        var sorted =
                spacings.stream().mapToDouble(spacing -> spacing[axis]).sorted().toArray();
        var middle = sorted.length / 2;
        var median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return Math.round(median * 1000) / 1000.0;
    }
}
