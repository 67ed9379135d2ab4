package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.learning.estimate.Estimate;
import io.scanloop.learning.estimate.Phase;
import io.scanloop.learning.estimate.PresetTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run that the server planned, with what each phase takes. */
final class Forecast {
    private static final double GIBI = 1024.0 * 1024 * 1024;

    private final JsonNode plan;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A phase.
     *
     * @param each iterations of a step, or studies of it
     * @param total of the phase
     * @param bytes of memory, without the process's own
     * @param seconds of one iteration or study
     */
    private record Row(String phase, int steps, int each, long total, long bytes, double seconds) {
        double stepSeconds() {
            return Math.min(each, total) * seconds;
        }

        double allSeconds() {
            return total * seconds;
        }

        boolean isPrediction() {
            return phase.equals("predict");
        }

        String unit() {
            return isPrediction() ? "studies" : "iterations";
        }
    }

    /** @param grids of studies that stand for those to be labelled */
    Forecast(JsonNode plan, Estimate estimate, List<int[]> grids) {
        this.plan = plan;
        for (var phase : plan.path("phases")) {
            var name = phase.path("phase").asText();
            long bytes;
            double seconds;
            if (name.equals("predict")) {
                bytes = grids.stream()
                        .mapToLong(estimate::predictionBytes)
                        .max()
                        .orElse(0);
                seconds = grids.stream()
                        .mapToDouble(estimate::predictionSeconds)
                        .average()
                        .orElse(0);
            } else {
                var trained = name.equals("pretrain") ? Phase.PRETRAINING : Phase.FINETUNING;
                bytes = estimate.cost(trained).bytes();
                seconds = estimate.seconds(trained);
            }
            rows.add(new Row(
                    name,
                    phase.path("steps").asInt(),
                    phase.path("iterations").asInt(),
                    phase.path("total").asLong(),
                    bytes,
                    seconds));
        }
    }

    private double allSeconds() {
        return rows.stream().mapToDouble(Row::allSeconds).sum();
    }

    private long mostBytes() {
        return rows.stream().mapToLong(Row::bytes).max().orElse(0);
    }

    private List<String> obstacles() {
        var obstacles = new ArrayList<String>();
        plan.path("obstacles").forEach(obstacle -> obstacles.add(obstacle.asText()));
        return obstacles;
    }

    /** For people. */
    List<String> lines() {
        var counts = plan.path("counts");
        var lines = new ArrayList<String>();
        lines.add("project %s, version %s: %s with %s %s"
                .formatted(
                        plan.path("project").asText(),
                        plan.path("version").asText(),
                        plan.path("kind").asText(),
                        plan.path("method").asText(),
                        plan.path("preset").asText()));
        lines.add("found %s to learn from, labelled patients %s train, %s validation, %s test"
                .formatted(
                        Table.counted(counts.path("train").asInt(), "study", "studies"),
                        counts.path("patients").path("train").asText(),
                        counts.path("patients").path("validation").asText(),
                        counts.path("patients").path("test").asText()));
        lines.add("");
        var table = Table.of("phase", "steps", "of each", "in all", "memory", "one takes", "a step", "all");
        for (var row : rows) {
            table.row(
                    Words.phase(row.phase()),
                    "" + row.steps(),
                    row.each() + " " + row.unit(),
                    "" + row.total(),
                    PresetTable.memory(row.bytes()),
                    PresetTable.time(row.seconds()),
                    PresetTable.time(row.stepSeconds()),
                    PresetTable.time(row.allSeconds()));
        }
        table.row(
                "the run",
                "" + steps(),
                "",
                "",
                PresetTable.memory(mostBytes()),
                "",
                "",
                PresetTable.time(allSeconds()));
        lines.addAll(table.lines());
        return lines;
    }

    private int steps() {
        return rows.stream().mapToInt(Row::steps).sum();
    }

    /** Whether each phase fits into a worker's memory. */
    List<String> fits(double gibibytes) {
        var lines = new ArrayList<String>();
        lines.add("");
        for (var row : rows) {
            long needed = row.bytes() + Estimate.PROCESS;
            lines.add("%s %s %s GiB: it takes %s with the process"
                    .formatted(
                            Words.phase(row.phase()),
                            fits(row, gibibytes) ? "fits into" : "DOES NOT FIT into",
                            PresetTable.number(gibibytes),
                            PresetTable.memory(needed)));
        }
        return lines;
    }

    private static boolean fits(Row row, double gibibytes) {
        return row.bytes() + Estimate.PROCESS <= gibibytes * GIBI;
    }

    /** What must be known beside the figures. */
    List<String> remarks() {
        var remarks = new ArrayList<String>();
        if (rows.stream().noneMatch(Row::isPrediction)
                && !plan.path("kind").asText().equals("pretrain")) {
            remarks.add("predicting: there is no labelled study on the test side yet, so nothing of it is planned");
        }
        obstacles().forEach(obstacle -> remarks.add("it would not start: " + obstacle));
        var others = plan.path("configuration").path("comparedWith");
        if (!others.isEmpty()) {
            remarks.add(
                    "the project compares %d methods: --method NAME plans for another".formatted(1 + others.size()));
        }
        return remarks;
    }

    /**
     * For programs.
     *
     * @param timeBy where times come from
     * @param gibibytes memory of a worker; null when it is not known
     */
    ObjectNode document(String timeBy, @Nullable Double gibibytes) {
        var json = Json.object();
        for (var name : List.of("project", "version", "kind", "method", "preset", "counts", "obstacles")) {
            json.set(name, plan.path(name));
        }
        var phases = json.putArray("phases");
        for (var row : rows) {
            var phase = phases.addObject()
                    .put("phase", row.phase())
                    .put("steps", row.steps())
                    .put(row.unit() + "PerStep", row.each())
                    .put(row.unit(), row.total())
                    .put("bytes", row.bytes())
                    .put("secondsEach", row.seconds())
                    .put("secondsPerStep", row.stepSeconds())
                    .put("seconds", row.allSeconds());
            if (gibibytes != null) {
                phase.put("fits", fits(row, gibibytes));
            }
        }
        json.put("steps", steps()).put("bytes", mostBytes()).put("processBytes", Estimate.PROCESS);
        json.put("seconds", allSeconds()).put("hours", allSeconds() / 3600);
        json.put("memoryIs", "computed").put("timeIs", timeBy).put("started", false);
        return json;
    }
}
