package io.scanloop.cli.trial;

import io.scanloop.learning.method.Methods;
import io.scanloop.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report as a page of Markdown. */
final class MarkdownReport {
    /** With fewer pairs, the smallest p that can be is above 0.05. */
    private static final int FEWEST_PAIRS = 6;

    private final Report report;

    MarkdownReport(Report report) {
        this.report = report;
    }

    String text() {
        var lines = new ArrayList<String>();
        lines.add("# Trial");
        lines.add("");
        lines.addAll(facts());
        lines.add("");
        lines.addAll(table());
        lines.add("");
        lines.addAll(notes());
        if (!report.pretrained().isEmpty()) {
            lines.add("");
            lines.addAll(pretrainings());
        }
        if (!report.failures().isEmpty()) {
            lines.add("");
            lines.addAll(failed());
        }
        if (!report.isComplete()) {
            lines.add("");
            lines.addAll(missing());
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> facts() {
        var plan = report.plan();
        var sides = report.sides();
        return List.of(
                "%s%s. Classes %s, contrasts %s, voxels of %s mm. %d studies of %d patients to train on, %d of the patients labelled; judged on %d studies of %d patients (%s)."
                        .formatted(
                                report.isComplete()
                                        ? "All cells are done"
                                        : "**Not complete**: %d cells are missing, about %s"
                                                .formatted(
                                                        report.gaps().stream()
                                                                .mapToInt(Report.Gap::cells)
                                                                .sum(),
                                                        Report.minutes(report.missingSeconds())),
                                report.failures().isEmpty()
                                        ? ""
                                        : "; **%d cells failed**"
                                                .formatted(report.failures().size()),
                                joined(plan.classes()),
                                joined(plan.contrasts()),
                                joined(report.task().spacing()),
                                sides.train().size(),
                                sides.train().stream()
                                        .map(TrialStudy::patient)
                                        .distinct()
                                        .count(),
                                sides.labelled().size(),
                                sides.test().size(),
                                sides.testPatients().size(),
                                joined(sides.testPatients())),
                "",
                "Dice is of each class the mean over test patients, then the mean over classes, as in the loop's evaluation; where a class is neither there nor found, its figure is left out. %s. Computed on %s, threads: %s."
                        .formatted(weights(), report.device(), report.threads()));
    }

    private String weights() {
        return report.weights() == CellResult.Weights.AVERAGED
                ? "The weights judged are the moving average (momentum up to %s); those of the last iteration stand beside them as \"raw\""
                        .formatted(report.plan().average())
                : "The weights judged are those of the last iteration";
    }

    private List<String> table() {
        boolean isAveraged = report.weights() == CellResult.Weights.AVERAGED;
        var lines = new ArrayList<String>();
        var heads = new ArrayList<>(
                List.of("method", "sees", "labels", "iterations", "arm", "sets", "cells", "Dice, 95 %", "left out"));
        if (isAveraged) {
            heads.add("raw");
        }
        heads.addAll(List.of(
                "- scratch, 95 %",
                "pairs", "p", "p Holm", "- matched compute", "pairs", "p", "p Holm", "device s a cell"));
        lines.add(row(heads));
        lines.add(row(heads.stream().map(head -> "---").toList()));
        for (var row : report.rows()) {
            var comparison = row.comparison();
            if (row.cells() == 0 && report.failed(comparison) == 0) {
                continue; // it stands among the missing
            }
            var tried = comparison.method();
            var cells = new ArrayList<String>();
            cells.add(comparison.tried());
            cells.add(
                    tried == null
                            ? "voxels and places"
                            : Methods.named(tried.method()).studyPart().words());
            cells.add(Cell.count(comparison.labels()));
            cells.add(tried == null ? "" : Integer.toString(comparison.iterations()));
            cells.add(tried == null ? "" : comparison.arm().id());
            cells.add(Integer.toString(row.sets()));
            cells.add("%d of %d".formatted(row.cells(), comparison.pairs().size()));
            cells.add(figure("%.3f", row.dice()) + interval("%.3f", row.interval()));
            cells.add("%d of %d".formatted(row.undefined(), row.figures()));
            if (isAveraged) {
                cells.add(figure("%.3f", row.raw()));
            }
            cells.addAll(difference(row, Arm.SCRATCH));
            cells.addAll(difference(row, Arm.COMPUTE_MATCHED));
            cells.add(figure("%.0f", row.seconds()));
            lines.add(row(cells));
        }
        return lines;
    }

    private List<String> difference(Row row, Arm other) {
        var difference = other == Arm.SCRATCH ? row.toScratch() : row.toMatched();
        if (difference == null) {
            return List.of("", "", "", "");
        }
        var primary = report.plan().primary();
        return List.of(
                figure("%+.3f", difference.test().mean()) + interval("%+.3f", difference.interval()),
                Integer.toString(difference.values().size()),
                figure("%.4f", difference.probability()),
                primary != null && primary.isOf(row.comparison(), other) ? corrected(difference) : "exploratory");
    }

    /** Of a single pair nothing is tested. */
    private static String corrected(Row.Difference difference) {
        boolean isToCome = Double.isNaN(difference.corrected()) && !Double.isNaN(difference.probability());
        return isToCome ? "not yet" : figure("%.4f", difference.corrected());
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        notes.add("- 95 %% of a Dice: bootstrap over the %d test patients%s."
                .formatted(
                        report.sides().testPatients().size(),
                        report.sides().testPatients().size() < 10
                                ? "; with so few the interval is too narrow, and says nothing of other patients"
                                : ""));
        notes.add(
                "- Differences: one for each labelled set, a mean over pre-trainings; p by the two-sided signed-rank test of Wilcoxon over labelled sets, 95 % by bootstrap over them. Labelled sets share the test patients: p speaks of other labelled sets, not of other test patients.");
        if (report.rows().stream().anyMatch(row -> row.comparison().labels() > 1)) {
            notes.add(
                    "- Labelled sets of more than one patient share patients with each other: their pairs are not independent, and p is smaller than it ought to be.");
        }
        if (report.rows().stream()
                .anyMatch(row -> row.comparison().arm().regime().isPretrained())) {
            notes.add(
                    "- All labelled sets share the same pre-trainings: p and intervals say nothing of how far another pre-training would be from these.");
        }
        if (report.plan().labels().contains(0)) {
            notes.add("- All labelled patients are one set, with all of their studies: one pair, no p.");
        }
        var primary = report.plan().primary();
        if (primary != null) {
            notes.add(
                    "- The plan declares one comparison: %s at labels %d and %d iterations, against %s. Its p Holm is corrected over the methods that are planned with it, %s; one without result counts as p = 1. It is said of a method when all its cells of this comparison are done: to look sooner, and stop where p is small, would be another test. All else is exploratory: its p is neither corrected nor evidence."
                            .formatted(
                                    primary.arm().id(),
                                    primary.labels(),
                                    primary.iterations(),
                                    joined(primary.against().stream()
                                            .map(Arm::id)
                                            .toList()),
                                    joined(primary.against().stream()
                                            .map(arm -> "%d against %s"
                                                    .formatted(report.plan().planned(arm), arm.id()))
                                            .toList())));
        }
        long few = report.rows().stream()
                .map(Row::toScratch)
                .filter(difference -> difference != null && difference.values().size() < FEWEST_PAIRS)
                .count();
        if (few > 0) {
            notes.add("- With fewer than %d pairs p cannot fall below 0.05: so in %d of the rows."
                    .formatted(FEWEST_PAIRS, few));
        }
        if (report.rows().stream().anyMatch(row -> row.comparison().arm() == Arm.COMPUTE_MATCHED)) {
            notes.add(
                    "- compute-matched: from scratch, with so many iterations more as the pre-training costs by multiply-accumulates of forward passes and gradients. A pre-training serves many fine-tunings; here each is charged with the whole of it.");
        }
        report.remarks().forEach(remark -> notes.add("- " + remark + "."));
        return notes;
    }

    private List<String> pretrainings() {
        var lines = new ArrayList<>(List.of(
                "Pre-trainings, on all studies to train on, without labels:",
                "",
                "| method | seed | iterations | loss | device s |",
                "| --- | --- | --- | --- | --- |"));
        for (var one : report.pretrained()) {
            var standing = one.standing();
            lines.add("| %s %s | %d | %s | %s | %.0f |"
                    .formatted(
                            one.pretraining().method().method(),
                            one.pretraining().method().preset(),
                            one.pretraining().seed(),
                            standing.isFailed()
                                    ? "failed"
                                    : standing.isDone()
                                            ? Integer.toString(standing.iterations())
                                            : "%d of %d"
                                                    .formatted(
                                                            standing.iterations(),
                                                            one.pretraining().iterations()),
                            figure("%.4f", standing.loss()),
                            standing.seconds()));
        }
        return lines;
    }

    private List<String> failed() {
        var lines = new ArrayList<>(List.of(
                "Failed: %d cells came to nothing. The same command does not try them again. No row counts them, and what was to be compared with them has no pair: read differences of a method that fails with care."
                        .formatted(report.failures().size()),
                "",
                "| cell | why |",
                "| --- | --- |"));
        report.failures().forEach((cell, reason) -> lines.add(row(List.of(cell.words(), inOneCell(reason)))));
        return lines;
    }

    private static String inOneCell(String text) {
        return text.replaceAll("\\s+", " ").replace("|", "\\|");
    }

    private List<String> missing() {
        var lines = new ArrayList<>(List.of(
                "Missing; the same command goes on with it:",
                "",
                "| method | labels | iterations | arm | cells | about |",
                "| --- | --- | --- | --- | --- | --- |"));
        for (var gap : report.gaps()) {
            var comparison = gap.comparison();
            lines.add("| %s | %s | %s | %s | %d | %s |"
                    .formatted(
                            comparison.tried(),
                            Cell.count(comparison.labels()),
                            comparison.method() == null ? "" : comparison.iterations(),
                            comparison.method() == null ? "" : comparison.arm().id(),
                            gap.cells(),
                            Report.minutes(gap.seconds())));
        }
        double pretraining = report.pretrained().stream()
                .mapToDouble(Report.Pretrained::seconds)
                .sum();
        if (pretraining > 0) {
            lines.add("");
            lines.add("Pre-trainings: about %s more.".formatted(Report.minutes(pretraining)));
        }
        return lines;
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String joined(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String figure(String form, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, form, value);
    }

    private static String interval(String form, Interval interval) {
        return interval.isDefined()
                ? " (%s to %s)".formatted(figure(form, interval.low()), figure(form, interval.high()))
                : "";
    }
}
