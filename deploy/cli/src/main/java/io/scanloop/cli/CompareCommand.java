package io.scanloop.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.measure.Holm;
import io.scanloop.measure.Interval;
import io.scanloop.measure.PairedComparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop compare}: whether one model is better than another, by the figures of the same patients. */
@Command(
        name = "compare",
        description = {
            "Compares the figures that two models reached on the same patients. Each file has a column patient (or case)"
                    + " and columns of figures, e.g. dice; several rows of one patient are averaged, and patients that"
                    + " are in one file only are left out and counted.",
            "",
            "Shows, for B minus A: the mean, the Hodges-Lehmann estimate, their 95 %% intervals by bootstrap over"
                    + " patients, and p of the two-sided Wilcoxon signed-rank test (zeros after Pratt; exact up to 25"
                    + " patients without ties), by itself and corrected for the number of metrics after Holm.",
            "",
            "With --json: {\"a\", \"b\", \"patients\": {\"both\", \"onlyA\": [..], \"onlyB\": [..]}, \"metrics\": [..]}."
        },
        footer = {
            "  scanloop compare champion.csv challenger.csv",
            "  scanloop compare a.csv b.csv --metric dice --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CompareCommand implements Callable<Integer> {
    /** Figures are read as decimals: what differs by less is the same. */
    private static final double ROUNDING = 1e-12;

    /** With fewer, the smallest p that can be is above 0.05. */
    private static final int FEWEST_PATIENTS = 6;

    private static final int NAMES_SHOWN = 5;

    private final Scanloop scanloop;

    @Parameters(index = "0", paramLabel = "A", description = "Figures of the one, CSV.")
    private Path fileA;

    @Parameters(index = "1", paramLabel = "B", description = "Figures of the other, CSV.")
    private Path fileB;

    @Option(
            names = "--metric",
            paramLabel = "COLUMN",
            description = "Only this column; may be given several times. Default: all that both files have.")
    private @Nullable List<String> chosen;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the bootstrap. Default: 1.")
    private long seed;

    CompareCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    /**
     * One metric.
     *
     * @param patients with a figure in both files
     * @param withoutFigure patients in both files that have none in one
     */
    private record Compared(
            String metric, int patients, int withoutFigure, double meanA, double meanB, PairedComparison difference) {}

    @Override
    public Integer call() {
        var a = MetricFile.read(fileA);
        var b = MetricFile.read(fileB);
        var both = new TreeSet<>(a.patients());
        both.retainAll(b.patients());
        if (both.isEmpty()) {
            throw refused(
                    "no-common-patients",
                    "%s and %s have no patient in common".formatted(fileA, fileB),
                    "the same patients in both",
                    "%s in the one, %s in the other".formatted(named(a.patients()), named(b.patients())),
                    "name patients alike in both files");
        }
        var compared = metrics(a, b).stream()
                .map(metric -> compare(metric, a, b, both))
                .toList();
        double[] corrected = Holm.correct(compared.stream()
                .mapToDouble(metric -> metric.difference().test().probability())
                .toArray());
        var onlyA = without(a.patients(), both);
        var onlyB = without(b.patients(), both);
        return scanloop.show(
                document(both.size(), onlyA, onlyB, compared, corrected),
                table(compared, corrected).lines(),
                String.join("\n", remarks(onlyA, onlyB, compared, without(a, b))));
    }

    private List<String> metrics(MetricFile a, MetricFile b) {
        var common = new ArrayList<>(a.metrics());
        common.retainAll(b.metrics());
        if (chosen == null) {
            if (common.isEmpty()) {
                throw refused(
                        "no-common-metrics",
                        "%s and %s have no figures in common".formatted(fileA, fileB),
                        "a column of figures with the same name in both",
                        "%s in the one, %s in the other".formatted(named(a.metrics()), named(b.metrics())),
                        "name the columns alike in both files");
            }
            return common;
        }
        for (var metric : chosen) {
            if (!common.contains(metric)) {
                throw refused(
                        "unknown-metric",
                        "%s is no column of both files".formatted(metric),
                        common.isEmpty() ? "a column that both have" : "one of " + String.join(", ", common),
                        metric,
                        "name another column with --metric");
            }
        }
        return List.copyOf(new TreeSet<>(chosen));
    }

    private Compared compare(String metric, MetricFile a, MetricFile b, Set<String> both) {
        var inA = a.means(metric);
        var inB = b.means(metric);
        var patients = both.stream()
                .filter(patient -> inA.containsKey(patient) && inB.containsKey(patient))
                .toList();
        var differences = new double[patients.size()];
        double sumA = 0;
        double sumB = 0;
        for (int i = 0; i < differences.length; i++) {
            double one = inA.getOrDefault(patients.get(i), Double.NaN);
            double other = inB.getOrDefault(patients.get(i), Double.NaN);
            differences[i] = difference(one, other);
            sumA += one;
            sumB += other;
        }
        int count = differences.length;
        return new Compared(
                metric, count, both.size() - count, sumA / count, sumB / count, PairedComparison.of(differences, seed));
    }

    /** In steps so small that no figure has them: 0.9 - 0.8 and 0.8 - 0.7 are to be the same. */
    private static double difference(double one, double other) {
        double size = Math.max(Math.abs(one), Math.abs(other));
        if (size == 0) {
            return 0;
        }
        double step = Math.pow(10, Math.ceil(Math.log10(size))) * ROUNDING;
        return Math.rint((other - one) / step) * step;
    }

    private Table table(List<Compared> compared, double[] corrected) {
        var table = Table.of(
                "metric",
                "patients",
                "A",
                "B",
                "B - A",
                "95 % interval",
                "Hodges-Lehmann",
                "95 % interval",
                "zeros",
                "p",
                "p (Holm)");
        for (int i = 0; i < corrected.length; i++) {
            var metric = compared.get(i);
            var difference = metric.difference();
            table.row(
                    metric.metric(),
                    "" + metric.patients(),
                    figure(metric.meanA()),
                    figure(metric.meanB()),
                    signed(difference.mean()),
                    words(difference.meanInterval()),
                    signed(difference.estimate()),
                    words(difference.estimateInterval()),
                    "" + difference.test().zeros(),
                    probability(difference.test().probability()),
                    probability(corrected[i]));
        }
        return table;
    }

    private List<String> remarks(
            List<String> onlyA, List<String> onlyB, List<Compared> compared, List<String> otherColumns) {
        var remarks = new ArrayList<String>();
        if (!onlyA.isEmpty()) {
            remarks.add("left out, only in %s: %s".formatted(fileA, named(onlyA)));
        }
        if (!onlyB.isEmpty()) {
            remarks.add("left out, only in %s: %s".formatted(fileB, named(onlyB)));
        }
        for (var metric : compared) {
            if (metric.withoutFigure() > 0) {
                remarks.add("left out for %s, without a figure in one file: %s"
                        .formatted(metric.metric(), Table.counted(metric.withoutFigure(), "patient", "patients")));
            }
            if (metric.patients() < FEWEST_PATIENTS) {
                remarks.add("%s: with fewer than %d patients p cannot fall below 0.05"
                        .formatted(metric.metric(), FEWEST_PATIENTS));
            }
        }
        if (chosen == null && !otherColumns.isEmpty()) {
            remarks.add("not compared, in one file only: " + named(otherColumns));
        }
        return remarks;
    }

    private ObjectNode document(
            int both, List<String> onlyA, List<String> onlyB, List<Compared> compared, double[] corrected) {
        var json = Json.object().put("a", fileA.toString()).put("b", fileB.toString());
        var patients = json.putObject("patients").put("both", both);
        onlyA.forEach(patients.putArray("onlyA")::add);
        onlyB.forEach(patients.putArray("onlyB")::add);
        json.put("seed", seed);
        var metrics = json.putArray("metrics");
        for (int i = 0; i < corrected.length; i++) {
            var metric = compared.get(i);
            var difference = metric.difference();
            var row = metrics.addObject()
                    .put("metric", metric.metric())
                    .put("n", metric.patients())
                    .put("withoutFigure", metric.withoutFigure());
            row.set("meanA", Json.number(metric.meanA()));
            row.set("meanB", Json.number(metric.meanB()));
            row.set("difference", document(difference.mean(), difference.meanInterval()));
            row.set("hodgesLehmann", document(difference.estimate(), difference.estimateInterval()));
            row.put("zeros", difference.test().zeros());
            row.set("positiveRanks", Json.number(difference.test().positive()));
            row.set("negativeRanks", Json.number(difference.test().negative()));
            row.put("exact", difference.test().isExact());
            row.set("p", Json.number(difference.test().probability()));
            row.set("pHolm", Json.number(corrected[i]));
        }
        return json;
    }

    private static ObjectNode document(double value, Interval interval) {
        var json = Json.object();
        json.set("value", Json.number(value));
        json.set("low", Json.number(interval.low()));
        json.set("high", Json.number(interval.high()));
        return json;
    }

    /** Columns of figures that only one of the files has. */
    private static List<String> without(MetricFile a, MetricFile b) {
        var columns = new TreeSet<>(without(a.metrics(), b.metrics()));
        columns.addAll(without(b.metrics(), a.metrics()));
        return List.copyOf(columns);
    }

    private static List<String> without(Iterable<String> names, Collection<String> others) {
        var rest = new ArrayList<String>();
        for (var name : names) {
            if (!others.contains(name)) {
                rest.add(name);
            }
        }
        return rest;
    }

    private static String named(Collection<String> names) {
        var first = names.stream().limit(NAMES_SHOWN).toList();
        int more = names.size() - first.size();
        var text = first.isEmpty() ? "none" : String.join(", ", first);
        return more == 0 ? text : "%s and %d more".formatted(text, more);
    }

    private static String words(Interval interval) {
        return interval.isDefined() ? "%s to %s".formatted(signed(interval.low()), signed(interval.high())) : "-";
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "-" : "%.4f".formatted(value);
    }

    private static String signed(double value) {
        return Double.isNaN(value) ? "-" : "%+.4f".formatted(value);
    }

    private static String probability(double value) {
        return value < 1e-4 ? "< 0.0001" : figure(value);
    }

    private static ProblemException refused(
            String code, String message, String expected, String actual, String action) {
        return new ProblemException(ExitStatus.REFUSED, Problem.of(code, message, expected, actual, action));
    }
}
