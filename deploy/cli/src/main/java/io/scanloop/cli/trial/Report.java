package io.scanloop.cli.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.learning.method.Task;
import io.scanloop.measure.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trial came to so far.
 *
 * @param rows one for each comparison
 * @param results of the cells that are done
 * @param failures cells that came to nothing, in the order of the plan, and why; no row counts them
 * @param gaps what is missing
 * @param pretrained the pre-trainings, done or not
 * @param remarks what was left out, and why
 * @param weights by which the table judges
 * @param device that was computed on
 * @param threads of the engine
 */
public record Report(
        Plan plan,
        Task task,
        Sides sides,
        List<Row> rows,
        Map<Cell, CellResult> results,
        Map<Cell, String> failures,
        List<Gap> gaps,
        List<Pretrained> pretrained,
        List<String> remarks,
        CellResult.Weights weights,
        String device,
        String threads) {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double SECONDS_A_MINUTE = 60;

    /**
     * Cells of a comparison that are missing.
     *
     * @param seconds that they will take, as far as can be told, without pre-trainings
     */
    record Gap(Comparison comparison, int cells, double seconds) {}

    /**
     * A pre-training.
     *
     * @param seconds that it will still take
     */
    record Pretrained(Cell.Pretraining pretraining, Standing standing, double seconds) {}

    /** Writes {@code report.md}, {@code report.json}, {@code table.csv}, {@code dice.csv} and the plots. */
    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("report.md"), markdown());
        Files.writeString(folder.resolve("report.json"), MAPPER.writeValueAsString(toJson()) + "\n");
        CsvReport.write(this, folder);
        Plots.write(this, folder);
    }

    /** The report as a page. */
    public String markdown() {
        return new MarkdownReport(this).text();
    }

    /** How many cells of a comparison failed. */
    int failed(Comparison comparison) {
        return (int) comparison.pairs().stream()
                .filter(pair -> failures.containsKey(pair.cell()))
                .count();
    }

    /** Whether every cell is done, or failed. */
    public boolean isComplete() {
        return gaps.isEmpty();
    }

    /** Seconds that the missing cells and their pre-trainings will take, as far as can be told. */
    double missingSeconds() {
        // a cell of scratch is in no other comparison, so none is counted twice
        return gaps.stream().mapToDouble(Gap::seconds).sum()
                + pretrained.stream().mapToDouble(Pretrained::seconds).sum();
    }

    /** A duration as people say it. */
    static String minutes(double seconds) {
        return seconds < SECONDS_A_MINUTE
                ? "%.0f s".formatted(seconds)
                : "%.0f min".formatted(seconds / SECONDS_A_MINUTE);
    }

    /** The report as a document. */
    public ObjectNode toJson() {
        var json = MAPPER.createObjectNode()
                .put("device", device)
                .put("threads", threads)
                .put("weights", weights.name())
                .put("complete", isComplete())
                .put("missingSeconds", missingSeconds());
        var given = json.putObject("plan").put("seed", plan.seed()).put("average", plan.average());
        var primary = plan.primary();
        if (primary != null) {
            var declared = given.putObject("primary")
                    .put("arm", primary.arm().id())
                    .put("labels", primary.labels())
                    .put("finetuning", primary.iterations());
            primary.against().forEach(arm -> declared.withArray("against").add(arm.id()));
        }
        plan.contrasts().forEach(given.putArray("contrasts")::add);
        plan.classes().forEach(given.putArray("classes")::add);
        task.spacing().forEach(given.putArray("spacing")::add);
        sides.testPatients().forEach(json.putArray("testPatients")::add);
        sides.test().forEach(study -> json.withArray("testStudies").add(study.name()));
        json.put("trainStudies", sides.train().size())
                .put("labelledPatients", sides.labelled().size());
        var table = json.putArray("rows");
        rows.forEach(row -> table.add(row(row).put("failed", failed(row.comparison()))));
        var made = json.putArray("pretrainings");
        for (var one : pretrained) {
            var node = made.addObject()
                    .put("method", one.pretraining().method().method())
                    .put("preset", one.pretraining().method().preset())
                    .put("seed", one.pretraining().seed())
                    .put("iterations", one.pretraining().iterations())
                    .put("done", one.standing().iterations())
                    .put("seconds", one.standing().seconds());
            CellResult.put(node, "loss", one.standing().loss());
            if (one.standing().failure() != null) {
                node.put("failure", one.standing().failure());
            }
        }
        var failed = json.putArray("failed");
        failures.forEach((cell, reason) -> failed.add(cell.toJson().put("failure", reason)));
        var open = json.putArray("missing");
        for (var gap : gaps) {
            named(open.addObject(), gap.comparison()).put("cells", gap.cells()).put("seconds", gap.seconds());
        }
        remarks.forEach(json.putArray("remarks")::add);
        return json;
    }

    private static ObjectNode named(ObjectNode node, Comparison comparison) {
        var tried = comparison.method();
        node.put("method", tried == null ? Cell.CLASSIFIER : tried.method());
        if (tried != null) {
            node.put("preset", tried.preset())
                    .put("arm", comparison.arm().id())
                    .put("iterations", comparison.iterations());
        }
        return node.put("labels", Cell.count(comparison.labels()));
    }

    private static ObjectNode row(Row row) {
        var node = named(MAPPER.createObjectNode(), row.comparison())
                .put("cells", row.cells())
                .put("sets", row.sets());
        CellResult.put(node, "dice", row.dice());
        put(node, row.interval());
        node.put("figures", row.figures()).put("undefinedFigures", row.undefined());
        CellResult.put(node, "rawDice", row.raw());
        CellResult.put(node, "trainingSeconds", row.seconds());
        put(node, "toScratch", row.toScratch());
        put(node, "toComputeMatched", row.toMatched());
        return node;
    }

    private static void put(ObjectNode node, Interval interval) {
        CellResult.put(node, "low", interval.low());
        CellResult.put(node, "high", interval.high());
    }

    private static void put(ObjectNode json, String key, Row.@Nullable Difference difference) {
        if (difference == null) {
            return;
        }
        var node = json.putObject(key);
        difference.sets().forEach(node.putArray("sets")::add);
        difference.values().forEach(node.putArray("differences")::add);
        CellResult.put(node, "mean", difference.test().mean());
        put(node, difference.interval());
        CellResult.put(node, "hodgesLehmann", difference.test().estimate());
        CellResult.put(node, "p", difference.probability());
        CellResult.put(node, "pHolm", difference.corrected());
        node.put("exact", difference.test().test().isExact());
    }

    /** Methods of the plan in its order, each once. */
    List<Plan.Tried> methods() {
        return new ArrayList<>(plan.methods());
    }
}
