package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How good a model version is, class by class, with the floor that a simple classifier sets. */
final class ReportTable {
    private final JsonNode report;

    /** @param report a whole report, as eval-service gives it */
    ReportTable(JsonNode report) {
        this.report = report;
    }

    /** @param page where more is to be seen */
    List<String> lines(URI page) {
        var lines = new ArrayList<String>();
        lines.add("model %s of project %s, judged on %s that it never saw"
                .formatted(
                        report.path("model").asText(),
                        report.path("project").asText(),
                        Table.counted(report.path("patients").path("test").asInt(), "patient", "patients")));
        lines.add("");
        lines.addAll(scores().lines());
        lines.add("");
        lines.addAll(facts(page).lines());
        return lines;
    }

    private Table scores() {
        var floor = report.path("baseline").path("classes");
        var table = Table.of("class", "Dice", "95 % interval", "classifier", "IoU", "precision", "recall", "patients");
        for (var row : report.path("classes")) {
            var value = row.path("value").asText();
            table.row(
                    value + " " + row.path("name").asText(),
                    Words.score(row.path("score").path("dice")),
                    Words.interval(row.path("score")),
                    Words.score(floor.path(value)),
                    Words.score(row.path("iou")),
                    Words.score(row.path("precision")),
                    Words.score(row.path("recall")),
                    row.path("patients").asText());
        }
        var mean = report.path("mean");
        table.row("mean", Words.score(mean.path("dice")), Words.interval(mean));
        return table.row(
                "per-voxel classifier", Words.score(report.path("baseline").path("dice")));
    }

    private Table facts(URI page) {
        var patients = report.path("patients");
        return new Table()
                .row("classifier", classifier())
                .row(
                        "patients",
                        "train %d, validation %d, test %d"
                                .formatted(
                                        patients.path("train").asInt(),
                                        patients.path("validation").asInt(),
                                        patients.path("test").asInt()))
                .row("device time", deviceTime())
                .row(
                        "made by",
                        "run %s, %s %s"
                                .formatted(
                                        report.path("run").asText(),
                                        report.path("method").asText(),
                                        report.path("preset").asText()))
                .row("verdict", verdict())
                .row("look at", page + "/");
    }

    private String classifier() {
        var baseline = report.path("baseline");
        return baseline.hasNonNull("name")
                ? "%s on %s; it learned from the same patients: a floor for any network"
                        .formatted(baseline.path("name").asText(), Json.joined(baseline.path("contrasts"), ", "))
                : "none: it could not be trained on these studies";
    }

    private String deviceTime() {
        var phases = new ArrayList<String>();
        for (var phase : report.path("phases")) {
            var name = phase.path("phase").asText();
            var unit = name.equals("predict") ? "studies" : "iterations";
            phases.add("%s %s (%d %s)"
                    .formatted(
                            Words.phase(name),
                            seconds(phase.path("deviceSeconds")),
                            phase.path("iterations").asLong(),
                            unit));
        }
        return "%s, in all %s".formatted(String.join(", ", phases), seconds(report.path("deviceSeconds")));
    }

    private static String seconds(JsonNode value) {
        return String.format(Locale.ROOT, "%.1f s", value.asDouble());
    }

    private String verdict() {
        var words = new ArrayList<String>();
        words.add(Words.text(report.path("verdict")).replace('_', ' ').toLowerCase(Locale.ROOT));
        report.path("reasons")
                .forEach(reason -> words.add(reason.path("message").asText()));
        return String.join("; ", words);
    }
}
