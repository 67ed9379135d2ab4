package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a command that may make a project: with what it trains, and when. */
final class Training {
    private static final String METHOD = "method";
    private static final String PRESET = "preset";
    private static final String COMPARED_WITH = "comparedWith";
    /** Quiet time after the last arrival; uploads come closer together than this. */
    private static final String SHORT_DEBOUNCE = "PT5S";
    /** Of ten new patients, seven are to learn from: only their studies count as new ones. */
    private static final double TRAIN_SHARE = 0.7;
    /** Chance may put fewer there, and a study that is refused must not keep the others waiting: quiet time does the rest. */
    private static final double ENOUGH = 0.7;

    /** Below this, chance may leave the test side with two patients only. */
    private static final int MANY_PATIENTS = 20;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            split = ",",
            description = "With which method a project that is made trains; several, joined by commas, are compared."
                    + " Default: amae.")
    private List<String> methods = List.of();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "With which size of it: tiny, small or paper. Default: tiny.")
    private @Nullable String preset;

    @Option(
            names = "--at-once",
            description =
                    "A project that is made trains as soon as this folder has arrived, and again after as much more.")
    private boolean isAtOnce;

    /** Writes what was asked for into the configuration of a project that is about to be made. */
    void applyTo(JsonNode configuration, Cohort cohort) {
        if (!(configuration instanceof ObjectNode json)) {
            return; // the server says what is wrong with it
        }
        if (!methods.isEmpty()) {
            json.put(METHOD, methods.get(0));
            json.remove(COMPARED_WITH);
        }
        if (preset != null) {
            json.put(PRESET, preset);
        }
        if (methods.size() > 1) {
            var others = json.putArray(COMPARED_WITH);
            methods.stream().skip(1).forEach(method -> {
                var other = others.addObject().put(METHOD, method);
                if (preset != null) {
                    other.put(PRESET, preset);
                }
            });
        }
        if (isAtOnce && !json.has("minimumPatients") && cohort.patients() < MANY_PATIENTS) {
            json.putObject("minimumPatients").put("test", 2);
        }
        if (isAtOnce && !json.has("triggers")) {
            var toLearnFrom =
                    cohort.studies().stream().mapToDouble(Training::trainShare).sum();
            var labelled = cohort.studies().stream()
                    .filter(study -> study.labels() != null)
                    .count();
            json.putObject("triggers")
                    .put("newStudies", enough(toLearnFrom))
                    .put("newLabelSets", enough((double) labelled))
                    .put("debounce", SHORT_DEBOUNCE)
                    .put("coolDown", "PT0S");
        }
    }

    private static double trainShare(StudyFolder study) {
        var side = study.split();
        if (side == null) {
            return TRAIN_SHARE;
        }
        return side.equals("train") ? 1 : 0;
    }

    /** None of nothing. */
    private static int enough(double of) {
        return of == 0 ? 0 : Math.max(1, (int) (ENOUGH * of));
    }

    /** @throws ProblemException when a project that stands trains otherwise than was asked for */
    void requireSame(String project, JsonNode configuration) {
        requireSame(
                project,
                METHOD,
                methods.isEmpty() ? null : String.join(",", methods),
                trained(configuration, METHOD).collect(Collectors.joining(",")));
        requireSame(
                project,
                PRESET,
                preset,
                trained(configuration, PRESET)
                        .limit(Math.max(1, methods.size())) // what is compared besides may have other sizes
                        .distinct()
                        .collect(Collectors.joining(",")));
    }

    private static Stream<String> trained(JsonNode configuration, String name) {
        return Stream.concat(
                        Stream.of(configuration),
                        configuration.path(COMPARED_WITH).valueStream())
                .map(one -> one.path(name).asText());
    }

    private static void requireSame(String project, String name, @Nullable String wanted, String standing) {
        if (wanted != null && !standing.isEmpty() && !wanted.equals(standing)) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "other-" + name,
                            "project %s is there already and has another %s".formatted(project, name),
                            standing,
                            wanted,
                            "leave out --%s, name another --project, or change it with `scanloop project put`"
                                    .formatted(name)));
        }
    }
}
