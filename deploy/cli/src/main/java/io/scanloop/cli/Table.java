package io.scanloop.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of text in columns as wide as their longest cell, two spaces apart. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    static Table of(String... headings) {
        return new Table().row(headings);
    }

    Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, without blanks at their ends. */
    List<String> lines() {
        var widths = new ArrayList<Integer>();
        for (var row : rows) {
            widths.addAll(Collections.nCopies(Math.max(0, row.size() - widths.size()), 0));
            for (int column = 0; column < row.size(); column++) {
                widths.set(column, Math.max(widths.get(column), row.get(column).length()));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    /** E.g. {@code 1 study}, {@code 65 studies}. */
    static String counted(int count, String one, String many) {
        return count == 1 ? "1 " + one : count + " " + many;
    }

    private static String line(List<String> row, List<Integer> widths) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            var cell = row.get(column);
            line.append(cell).append(" ".repeat(widths.get(column) - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
