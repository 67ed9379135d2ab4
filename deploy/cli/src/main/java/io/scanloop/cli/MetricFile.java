package io.scanloop.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Figures of patients in comma-separated values: a column {@code patient} (or {@code case}), and columns of figures; a
 * patient may have several rows.
 */
final class MetricFile {
    private static final Set<String> UNITS = Set.of("patient", "case");
    private static final Set<String> NO_FIGURE = Set.of("", "nan", "na", "-");

    private final Path file;
    private final List<String> columns;
    private final int unit;
    private final List<Row> rows;

    /** @param line number in the file, from 1 */
    private record Row(int line, List<String> cells) {}

    private MetricFile(Path file, List<String> columns, int unit, List<Row> rows) {
        this.file = file;
        this.columns = columns;
        this.unit = unit;
        this.rows = rows;
    }

    /** @throws ProblemException when the file cannot be read, or is no such table */
    static MetricFile read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw refused(file, "is no text", "comma-separated values in UTF-8", "other bytes", "export it as CSV");
        } catch (IOException e) {
            throw ProblemException.unreadable(file, e);
        }
        var columns = lines.isEmpty() ? List.<String>of() : cells(lines.get(0).replaceFirst("^\uFEFF", ""));
        var rows = new ArrayList<Row>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                rows.add(new Row(i + 1, cells(lines.get(i))));
            }
        }
        var table = new MetricFile(file, columns, unit(columns), List.copyOf(rows));
        table.require();
        return table;
    }

    private void require() {
        if (unit < 0) {
            throw refused(
                    file,
                    "names no patients",
                    "a first line with a column patient or case, and others with figures, commas between them",
                    columns.isEmpty() ? "an empty file" : "the columns " + String.join(" | ", columns),
                    "add the column: patients are what is compared");
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            throw refused(
                    file,
                    "has two columns of one name",
                    "a name for each column",
                    String.join(" | ", columns),
                    "rename one");
        }
        for (var row : rows) {
            if (row.cells().size() != columns.size()) {
                throw refused(
                        file,
                        "has an uneven line %d".formatted(row.line()),
                        "%d cells, as the first line has".formatted(columns.size()),
                        "" + row.cells().size(),
                        "correct the line; a cell with a comma stands in quotes");
            }
            if (row.cells().get(unit).isEmpty()) {
                throw refused(
                        file,
                        "has no patient in line %d".formatted(row.line()),
                        "a name in column " + columns.get(unit),
                        "an empty cell",
                        "name the patient, or take the line out");
            }
        }
    }

    /** The column of patients; where there is none, that of cases. */
    private static int unit(List<String> columns) {
        int found = -1;
        for (int column = 0; column < columns.size(); column++) {
            var name = columns.get(column).toLowerCase(Locale.ROOT);
            if (name.equals("patient") || (name.equals("case") && found < 0)) {
                found = column;
            }
        }
        return found;
    }

    /** Columns that may hold figures. */
    List<String> metrics() {
        return columns.stream()
                .filter(name -> !UNITS.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
    }

    Set<String> patients() {
        var patients = new TreeSet<String>();
        rows.forEach(row -> patients.add(row.cells().get(unit)));
        return patients;
    }

    /**
     * The mean of each patient's rows; patients without a figure are left out.
     *
     * @throws ProblemException when a cell is no finite number
     */
    SortedMap<String, Double> means(String metric) {
        int column = columns.indexOf(metric);
        var figures = new TreeMap<String, List<Double>>();
        for (var row : rows) {
            var cell = row.cells().get(column);
            if (!NO_FIGURE.contains(cell.toLowerCase(Locale.ROOT))) {
                figures.computeIfAbsent(row.cells().get(unit), patient -> new ArrayList<>())
                        .add(number(row, metric, cell));
            }
        }
        var means = new TreeMap<String, Double>();
        figures.forEach((patient, values) -> means.put(
                patient,
                values.stream().sorted().mapToDouble(Double::doubleValue).sum() / values.size()));
        return means;
    }

    private double number(Row row, String metric, String cell) {
        double number;
        try {
            number = Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        if (!Double.isFinite(number) && !cell.matches("[+-]?[Ii]nf(inity)?")) {
            throw refused(
                    file,
                    "has no number in line %d, column %s".formatted(row.line(), metric),
                    "a number, or an empty cell where there is no figure",
                    cell,
                    "correct it, or name the columns to compare with --metric");
        }
        if (!Double.isFinite(number)) {
            throw refused(
                    file,
                    "has an infinite figure in line %d, column %s".formatted(row.line(), metric),
                    "a finite number, or an empty cell where there is no figure",
                    cell,
                    "agree on a figure for empty masks, as `scanloop score` does: the diagonal of the image");
        }
        return number;
    }

    /** Cells between commas; a cell may stand in quotes, and then holds commas, and quotes as two. */
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char next = line.charAt(i);
            if (next == '"' && isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(next);
                i++;
            } else if (next == '"') {
                isQuoted = !isQuoted;
            } else if (next == ',' && !isQuoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(next);
            }
        }
        cells.add(cell.toString().strip());
        return List.copyOf(cells);
    }

    private static ProblemException refused(Path file, String fault, String expected, String actual, String action) {
        return new ProblemException(
                ExitStatus.REFUSED, Problem.of("bad-table", file + " " + fault, expected, actual, action));
    }
}
