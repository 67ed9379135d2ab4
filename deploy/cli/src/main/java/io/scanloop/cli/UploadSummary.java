package io.scanloop.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.cli.Console.Tone;
import io.scanloop.cli.StudyOutcome.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an upload came to. */
final class UploadSummary {
    private final String project;
    private final Cohort cohort;
    private final List<StudyOutcome> outcomes = new ArrayList<>();

    UploadSummary(String project, Cohort cohort) {
        this.project = project;
        this.cohort = cohort;
    }

    void add(StudyOutcome outcome) {
        outcomes.add(outcome);
    }

    ExitStatus exit() {
        if (outcomes.stream().anyMatch(StudyOutcome::metNoServer)) {
            return ExitStatus.UNREACHABLE;
        }
        if (studiesThatAre(State.FAILED) > 0) {
            return ExitStatus.FAILED;
        }
        return studiesThatAre(State.REFUSED) + cohort.refused().size() > 0 ? ExitStatus.REFUSED : ExitStatus.OK;
    }

    /**
     * The document of {@code --json}. {@code stored} and {@code unchanged} count studies; {@code refused} and {@code
     * failed} list them with their problems, also those whose labels alone were not taken; {@code splits} counts patients
     * per side; {@code announced} counts studies of which the server has told the others.
     */
    ObjectNode toJson() {
        var json = Json.object()
                .put("project", project)
                .put("studies", outcomes.size() + cohort.refused().size())
                .put("stored", volumes(State.STORED))
                .put("unchanged", volumes(State.UNCHANGED));
        var refused = json.putArray("refused");
        cohort.refused().forEach((study, problem) -> addTo(refused, study, problem));
        var failed = json.putArray("failed");
        for (var outcome : outcomes) {
            for (var problem : outcome.problems()) {
                addTo(outcome.is(State.REFUSED) ? refused : failed, outcome.study(), problem);
            }
        }
        json.put("announced", announced());
        json.putObject("labels").put("stored", labels(State.STORED)).put("unchanged", labels(State.UNCHANGED));
        var splits = json.putObject("splits");
        patientsPerSide().forEach(splits::put);
        return json;
    }

    private static void addTo(ArrayNode array, String study, Problem problem) {
        var entry = array.addObject().put("study", study);
        entry.setAll(problem.toJson());
    }

    /** The same for people. */
    List<String> lines(Console console) {
        var refused = studiesThatAre(State.REFUSED) + cohort.refused().size();
        var failed = studiesThatAre(State.FAILED) + studiesThatAre(State.NOT_TRIED);
        var table = Table.of("", "studies", "labels")
                .row("uploaded", "" + volumes(State.STORED), "" + labels(State.STORED))
                .row("already there", "" + volumes(State.UNCHANGED), "" + labels(State.UNCHANGED))
                .row("refused", "" + refused, "" + labels(State.REFUSED))
                .row("failed", "" + failed, "" + labels(State.FAILED));
        var lines = new ArrayList<>(table.lines());
        var sides = patientsPerSide();
        if (!sides.isEmpty()) {
            lines.add("");
            lines.add("patients: "
                    + String.join(
                            ", ",
                            sides.entrySet().stream()
                                    .map(side -> side.getKey() + " " + side.getValue())
                                    .toList()));
        }
        var silent =
                outcomes.stream().filter(outcome -> outcome.placement() != null).count() - announced();
        if (silent > 0) {
            lines.add("%d of them are stored, but not yet announced to the other services; the server does so by itself"
                    .formatted(silent));
        }
        cohort.refused().forEach((study, problem) -> lines.addAll(fault(console, "refused", study, problem)));
        for (var outcome : outcomes) {
            if (!outcome.is(State.NOT_TRIED)) {
                var word = outcome.is(State.REFUSED) ? "refused" : "failed";
                outcome.problems().forEach(problem -> lines.addAll(fault(console, word, outcome.study(), problem)));
            }
        }
        if (exit() == ExitStatus.UNREACHABLE) {
            lines.add("");
            lines.add("the server went away; the same command goes on from here");
        }
        return lines;
    }

    private static List<String> fault(Console console, String word, String study, Problem problem) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(console.in(Tone.BAD, word) + " " + study + ": " + problem.message());
        var facts = new LinkedHashMap<String, String>();
        var expected = problem.expected();
        var actual = problem.actual();
        var action = problem.action();
        if (expected != null) {
            facts.put("expected", expected);
        }
        if (actual != null) {
            facts.put("came", actual);
        }
        if (action != null) {
            facts.put("do", action);
        }
        for (var reason : problem.reasons()) {
            var part = reason.part();
            lines.add("  %s%s".formatted(part == null ? "" : part + ": ", reason.message()));
        }
        facts.forEach((name, text) -> lines.add("  %-9s %s".formatted(name, text)));
        return lines;
    }

    private Map<String, Integer> patientsPerSide() {
        var patients = new LinkedHashMap<String, Set<String>>();
        for (var side : List.of("train", "validation", "test")) {
            patients.put(side, new HashSet<>());
        }
        for (var outcome : outcomes) {
            var placement = outcome.placement();
            if (placement != null && !placement.split().isEmpty()) {
                patients.computeIfAbsent(placement.split(), side -> new HashSet<>())
                        .add(placement.patient());
            }
        }
        var counts = new LinkedHashMap<String, Integer>();
        patients.forEach((side, names) -> counts.put(side, names.size()));
        return counts;
    }

    private int announced() {
        return (int) outcomes.stream().filter(StudyOutcome::isAnnounced).count();
    }

    private int volumes(State state) {
        return (int) outcomes.stream().filter(o -> o.volumes() == state).count();
    }

    private int labels(State state) {
        return (int) outcomes.stream().filter(o -> o.labels() == state).count();
    }

    private int studiesThatAre(State state) {
        return (int) outcomes.stream().filter(outcome -> outcome.is(state)).count();
    }
}
