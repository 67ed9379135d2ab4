package io.scanloop.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.cli.Console.Tone;
import io.scanloop.cli.StudyOutcome.Announcement;
import io.scanloop.cli.StudyOutcome.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What an upload came to.
 *
 * @param cohort what was to be sent
 * @param outcomes one per study of the cohort, in order
 * @param bytesSent over all, without what was sent in vain
 */
record UploadSummary(String project, Cohort cohort, List<StudyOutcome> outcomes, long bytesSent, Duration time) {
    private static final int FAULTS_SHOWN = 20;

    /** Something that was not taken. */
    private record Fault(String study, boolean isRefused, Problem problem) {}

    ExitStatus exit() {
        if (outcomes.stream().anyMatch(StudyOutcome::metNoServer)) {
            return ExitStatus.UNREACHABLE;
        }
        if (outcomes.stream().anyMatch(outcome -> outcome.is(State.FAILED))) {
            return ExitStatus.FAILED;
        }
        return faults().isEmpty() ? ExitStatus.OK : ExitStatus.REFUSED;
    }

    /**
     * The document of {@code --json}. {@code stored} and {@code unchanged} count studies; {@code refused} and {@code
     * failed} list them with their problems, also those whose labels alone were not taken; {@code splits} counts patients
     * per side; {@code announced} counts studies of which the server said, on storing them, that the others know.
     */
    ObjectNode toJson() {
        var json = Json.object()
                .put("project", project)
                .put("studies", outcomes.size() + cohort.refused().size())
                .put("stored", count(StudyOutcome::volumes, State.STORED))
                .put("unchanged", count(StudyOutcome::volumes, State.UNCHANGED));
        var refused = json.putArray("refused");
        var failed = json.putArray("failed");
        faults().forEach(fault -> addTo(fault.isRefused() ? refused : failed, fault));
        json.put("announced", count(StudyOutcome::announcement, Announcement.DONE));
        json.putObject("labels")
                .put("stored", count(StudyOutcome::labels, State.STORED))
                .put("unchanged", count(StudyOutcome::labels, State.UNCHANGED));
        var splits = json.putObject("splits");
        patientsPerSide().forEach(splits::put);
        return json.put("bytes", bytesSent).put("seconds", time.toMillis() / 1000.0);
    }

    private static void addTo(ArrayNode array, Fault fault) {
        var entry = array.addObject().put("study", fault.study());
        entry.setAll(fault.problem().toJson());
    }

    /** The same for people. */
    List<String> lines(Console console) {
        var lines = new ArrayList<>(table().lines());
        lines.add("");
        lines.add("sent %s in %s".formatted(Progress.size(bytesSent), Progress.time(time.toMillis() / 1000.0)));
        if (outcomes.stream().anyMatch(outcome -> outcome.placement() != null)) {
            var sides = new ArrayList<String>();
            patientsPerSide().forEach((side, count) -> sides.add("%s %d".formatted(side, count)));
            lines.add("patients: " + String.join(", ", sides));
        }
        var silent = count(StudyOutcome::announcement, Announcement.DUE);
        if (silent > 0) {
            lines.add("%d stored, but not announced to the other services yet; the server does so by itself"
                    .formatted(silent));
        }
        var faults = faults();
        for (var fault : faults.subList(0, Math.min(FAULTS_SHOWN, faults.size()))) {
            lines.add("");
            lines.add("%s %s: %s"
                    .formatted(
                            console.in(Tone.BAD, fault.isRefused() ? "refused" : "failed"),
                            fault.study(),
                            fault.problem().message()));
            lines.addAll(fault.problem().details());
        }
        if (faults.size() > FAULTS_SHOWN) {
            lines.add("");
            lines.add("and %d more; --json lists them all".formatted(faults.size() - FAULTS_SHOWN));
        }
        if (exit() == ExitStatus.UNREACHABLE) {
            lines.add("");
            lines.add("the server went away; the same command goes on from here");
        }
        return lines;
    }

    private Table table() {
        var table = Table.of("", "studies", "labels");
        row(table, "uploaded", 0, State.STORED);
        row(table, "already there", 0, State.UNCHANGED);
        row(table, "refused", cohort.refused().size(), State.REFUSED);
        row(table, "failed", count(StudyOutcome::volumes, State.NOT_TRIED), State.FAILED);
        return table;
    }

    private void row(Table table, String name, int more, State state) {
        var studies = count(StudyOutcome::volumes, state) + more;
        table.row(name, "" + studies, "" + count(StudyOutcome::labels, state));
    }

    private List<Fault> faults() {
        var faults = new ArrayList<Fault>();
        cohort.refused().forEach((study, problem) -> faults.add(new Fault(study, true, problem)));
        for (var outcome : outcomes) {
            for (var problem : outcome.problems()) {
                faults.add(new Fault(outcome.study(), outcome.is(State.REFUSED), problem));
            }
        }
        return faults;
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

    private <T extends Enum<T>> int count(Function<StudyOutcome, T> part, T wanted) {
        return (int) outcomes.stream()
                .filter(outcome -> part.apply(outcome) == wanted)
                .count();
    }
}
