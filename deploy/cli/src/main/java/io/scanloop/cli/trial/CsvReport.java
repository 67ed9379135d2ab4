package io.scanloop.cli.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table, and the Dice of every class of every test study under every cell, for whoever wants to count again. */
final class CsvReport {
    private CsvReport() {}

    static void write(Report report, Path folder) throws IOException {
        Files.write(folder.resolve("table.csv"), table(report));
        Files.write(folder.resolve("dice.csv"), dice(report));
    }

    private static List<String> table(Report report) {
        var lines = new ArrayList<String>();
        lines.add("method,preset,arm,labels,iterations,cells,sets,dice,low,high,figures,undefined,raw_dice,"
                + "pairs_scratch,difference_scratch,p_scratch,p_holm_scratch,"
                + "pairs_matched,difference_matched,p_matched,p_holm_matched,training_seconds,failed");
        for (var row : report.rows()) {
            lines.add(line(
                    named(row.comparison()),
                    Stream.of(
                            row.cells(),
                            row.sets(),
                            row.dice(),
                            row.interval().low(),
                            row.interval().high(),
                            row.figures(),
                            row.undefined(),
                            row.raw()),
                    difference(row.toScratch()),
                    difference(row.toMatched()),
                    Stream.of(row.seconds(), report.failed(row.comparison()))));
        }
        return lines;
    }

    private static Stream<?> named(Comparison comparison) {
        var tried = comparison.method();
        return tried == null
                ? Stream.of(Cell.CLASSIFIER, "", "", Cell.count(comparison.labels()), "")
                : Stream.of(
                        tried.method(),
                        tried.preset(),
                        comparison.arm().id(),
                        Cell.count(comparison.labels()),
                        comparison.iterations());
    }

    private static Stream<?> difference(Row.@Nullable Difference difference) {
        return difference == null
                ? Stream.of(0, "", "", "")
                : Stream.of(
                        difference.values().size(),
                        difference.test().mean(),
                        difference.probability(),
                        difference.corrected());
    }

    private static List<String> dice(Report report) {
        var lines = new ArrayList<String>();
        lines.add("method,preset,arm,labels,iterations,set,labelled,pretraining,weights,patient,study,class,dice");
        report.results().entrySet().stream()
                .sorted((one, other) ->
                        one.getKey().words().compareTo(other.getKey().words()))
                .forEach(entry -> lines.addAll(dice(entry.getKey(), entry.getValue())));
        return lines;
    }

    private static List<String> dice(Cell cell, CellResult result) {
        var lines = new ArrayList<String>();
        var tried = cell.method();
        var loads = cell.loaded();
        var labelled = cell.studies().stream().map(TrialStudy::name).collect(Collectors.joining(" "));
        result.dice()
                .forEach((weights, studies) -> studies.forEach(study -> study.byClass()
                        .forEach((value, dice) -> lines.add(line(Stream.of(
                                tried == null ? Cell.CLASSIFIER : tried.method(),
                                tried == null ? "" : tried.preset(),
                                tried == null ? "" : cell.arm().id(),
                                Cell.count(cell.labels()),
                                tried == null ? "" : cell.iterations(),
                                cell.set() + 1,
                                labelled,
                                loads == null ? "" : loads.seed(),
                                weights.name().toLowerCase(Locale.ROOT),
                                study.patient(),
                                study.study(),
                                value,
                                dice))))));
        return lines;
    }

    private static String line(Stream<?>... parts) {
        return Stream.of(parts).flatMap(part -> part).map(CsvReport::text).collect(Collectors.joining(","));
    }

    private static String text(Object value) {
        var text = value instanceof Double number && !Double.isFinite(number) ? "" : value.toString();
        boolean isQuoted = text.chars().anyMatch(character -> ",\"\r\n".indexOf(character) >= 0);
        return isQuoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
