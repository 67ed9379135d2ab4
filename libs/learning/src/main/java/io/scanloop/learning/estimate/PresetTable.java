package io.scanloop.learning.estimate;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Presets;
import io.scanloop.learning.training.StepCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What every method costs under every preset, for the task that throughput was measured on. */
public final class PresetTable {
    private static final double MEGA = 1e6;
    private static final double MEBI = 1024.0 * 1024;
    private static final double MINUTE = 60;

    private PresetTable() {}

    /**
     * A phase of a method under a preset.
     *
     * @param seconds of an iteration on one thread
     * @param isMeasured whether they were measured, or computed from those of another preset
     */
    public record Row(String method, String preset, Phase phase, StepCost cost, double seconds, boolean isMeasured) {}

    /** All rows of some methods, in order. */
    public static List<Row> rows(List<String> methods) {
        var rows = new ArrayList<Row>();
        for (var id : methods) {
            var method = Methods.named(id);
            for (var preset : Presets.NAMES) {
                for (var phase : Phase.of(method)) {
                    rows.add(row(method, preset, phase));
                }
            }
        }
        return rows;
    }

    private static Row row(Method method, String preset, Phase phase) {
        var task = Throughput.TASK.with(preset);
        var cost = StepCost.of(phase.objective(method, task));
        var recorded = Throughput.recorded(method, phase);
        boolean isMeasured = task.equals(Throughput.TASK);
        return new Row(
                method.id(),
                preset,
                phase,
                cost,
                isMeasured ? recorded.seconds() : cost.gigaMacs() / recorded.gigaMacsPerSecond(),
                isMeasured);
    }

    /** As a page has it: a line for each row under two of heading. */
    public static List<String> markdown() {
        var lines = new ArrayList<String>();
        lines.add("| method | preset | phase | parameters | GMAC | weights, optimiser | values | memory | time |");
        lines.add("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (var row : rows(Methods.names())) {
            var cost = row.cost();
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.2f M | %s | %s | %s | %s | %s |",
                    row.method(),
                    row.preset(),
                    row.phase().words(),
                    cost.parameters() / MEGA,
                    number(cost.gigaMacs()),
                    memory(cost.weightBytes() + cost.optimizerBytes()),
                    memory(cost.values()),
                    memory(cost.bytes()),
                    time(row.seconds()) + (row.isMeasured() ? "" : " (computed)")));
        }
        return lines;
    }

    /** Three digits that count, but whole numbers from 100 on. */
    public static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    /** In MiB, or GiB where that is more than one. */
    public static String memory(long bytes) {
        double mebi = bytes / MEBI;
        return mebi >= 1024
                ? String.format(Locale.ROOT, "%.1f GiB", mebi / 1024)
                : String.format(Locale.ROOT, "%.0f MiB", mebi);
    }

    /** In seconds, minutes, hours or days. */
    public static String time(double seconds) {
        if (seconds < 2 * MINUTE) {
            return number(seconds) + " s";
        } else if (seconds < 2 * MINUTE * MINUTE) {
            return number(seconds / MINUTE) + " min";
        } else if (seconds < 48 * MINUTE * MINUTE) {
            return number(seconds / MINUTE / MINUTE) + " h";
        }
        return number(seconds / 24 / MINUTE / MINUTE) + " days";
    }
}
