package io.scanloop.cli.trial;

import io.scanloop.measure.Bootstrap;
import io.scanloop.measure.Holm;
import io.scanloop.measure.Interval;
import io.scanloop.measure.Mean;
import io.scanloop.measure.PairedComparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison came to.
 *
 * @param cells that are done
 * @param sets labelled sets of which at least one cell is done
 * @param dice mean Dice of the foreground: over studies, test patients, classes, pre-trainings, labelled sets, in this order;
 *     NaN when no cell is done
 * @param interval 95 %, by bootstrap over the test patients
 * @param figures Dice of single classes of single studies that it is made of, those that are none included
 * @param undefined how many of them are none, since the class was neither there nor found: they are left out
 * @param raw the same by the weights of the last iteration
 * @param toScratch difference to scratch; null for scratch itself and where there is no pair
 * @param toMatched difference to scratch of matched compute; null where there is no pair
 * @param seconds of the device in iterations, mean of the cells; NaN when none is done
 */
record Row(
        Comparison comparison,
        int cells,
        int sets,
        double dice,
        Interval interval,
        int figures,
        int undefined,
        double raw,
        @Nullable Difference toScratch,
        @Nullable Difference toMatched,
        double seconds) {
    private static final double ROUNDING = 1e-12;

    /**
     * Paired differences, one for each labelled set that both sides have done.
     *
     * @param sets numbers of the labelled sets
     * @param values differences of Dice, in the same order
     * @param test two-sided Wilcoxon, mean, Hodges-Lehmann estimate, intervals by bootstrap over labelled sets
     * @param corrected p after Holm over the methods that are planned; NaN outside the primary comparison, and until all
     *     its cells are done or failed
     */
    record Difference(List<Integer> sets, List<Double> values, PairedComparison test, double corrected) {
        /** NaN where there is but one pair: nothing is tested then. */
        double probability() {
            return isTested() ? test.test().probability() : Double.NaN;
        }

        /** 95 % of the mean; undefined where there is but one pair. */
        Interval interval() {
            return isTested() ? test.meanInterval() : Interval.UNDEFINED;
        }

        private boolean isTested() {
            return values.size() > 1;
        }

        Difference corrected(double probability) {
            return new Difference(sets, values, test, probability);
        }
    }

    /**
     * Rows of all comparisons in their order.
     *
     * @param missing cells that are still to come; those that failed are not among them
     */
    static List<Row> of(
            List<Comparison> comparisons,
            Map<Cell, CellResult> results,
            Collection<Cell> missing,
            CellResult.Weights weights,
            Plan plan) {
        var rows = new ArrayList<Row>();
        for (var comparison : comparisons) {
            rows.add(row(comparison, comparisons, results, weights, plan.seed()));
        }
        return corrected(rows, plan, Set.copyOf(missing));
    }

    private static Row row(
            Comparison comparison,
            List<Comparison> all,
            Map<Cell, CellResult> results,
            CellResult.Weights weights,
            long seed) {
        var done = comparison.pairs().stream()
                .map(pair -> results.get(pair.cell()))
                .filter(result -> result != null)
                .toList();
        var patients = patients(results.values());
        var figures = figures(comparison, results, weights, patients);
        var raw = figures(comparison, results, CellResult.Weights.RAW, patients);
        return new Row(
                comparison,
                done.size(),
                figures.size(),
                mean(figures.values()),
                interval(figures.values(), patients.size(), seed),
                done.stream().mapToInt(result -> result.figures(weights)).sum(),
                done.stream().mapToInt(result -> result.undefined(weights)).sum(),
                mean(raw.values()),
                comparison.arm() == Arm.SCRATCH
                        ? null
                        : difference(figures, other(comparison, all, Arm.SCRATCH), results, weights, patients, seed),
                comparison.arm() == Arm.SCRATCH || comparison.arm() == Arm.COMPUTE_MATCHED
                        ? null
                        : difference(
                                figures, other(comparison, all, Arm.COMPUTE_MATCHED), results, weights, patients, seed),
                done.stream().mapToDouble(CellResult::trainingSeconds).average().orElse(Double.NaN));
    }

    private static @Nullable Comparison other(Comparison comparison, List<Comparison> all, Arm arm) {
        return all.stream()
                .filter(one -> one.arm() == arm
                        && Objects.equals(one.method(), comparison.method())
                        && one.labels() == comparison.labels()
                        && one.iterations() == comparison.iterations())
                .findFirst()
                .orElse(null);
    }

    /** Those that the trial judges on. */
    private static List<String> patients(Collection<CellResult> results) {
        return results.stream()
                .flatMap(result -> result.patients().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Scores by labelled set, one for each pre-training that is done. */
    private static SortedMap<Integer, List<ClassScores>> figures(
            Comparison comparison, Map<Cell, CellResult> results, CellResult.Weights weights, List<String> patients) {
        var figures = new TreeMap<Integer, List<ClassScores>>();
        for (int set : comparison.sets()) {
            var scores = new ArrayList<ClassScores>();
            for (var cell : comparison.cells(set)) {
                var result = results.get(cell);
                if (result != null) {
                    scores.add(result.scores(weights, patients));
                }
            }
            if (!scores.isEmpty()) {
                figures.put(set, scores);
            }
        }
        return figures;
    }

    /** Over pre-trainings, then over sets. */
    private static double mean(Collection<List<ClassScores>> sets) {
        return mean(sets, ClassScores::mean);
    }

    private static double mean(Collection<List<ClassScores>> sets, ToDoubleFunction<ClassScores> figure) {
        var means = new ArrayList<Double>();
        for (var set : sets) {
            means.add(Mean.of(set.stream().map(figure::applyAsDouble).toList()).value());
        }
        return Mean.of(means).value();
    }

    private static Interval interval(Collection<List<ClassScores>> sets, int patients, long seed) {
        return Bootstrap.interval(
                sets.isEmpty() ? 0 : patients,
                drawn -> mean(sets, scores -> scores.mean(drawn)),
                Bootstrap.RESAMPLES,
                seed);
    }

    private static @Nullable Difference difference(
            SortedMap<Integer, List<ClassScores>> figures,
            @Nullable Comparison other,
            Map<Cell, CellResult> results,
            CellResult.Weights weights,
            List<String> patients,
            long seed) {
        if (other == null) {
            return null;
        }
        var others = figures(other, results, weights, patients);
        var sets = new ArrayList<Integer>();
        var values = new ArrayList<Double>();
        figures.forEach((set, ours) -> {
            var theirs = others.get(set);
            if (theirs != null) {
                double difference = mean(List.of(ours)) - mean(List.of(theirs));
                if (!Double.isNaN(difference)) {
                    sets.add(set);
                    values.add(
                            Math.rint(difference / ROUNDING) * ROUNDING); // what only rounding tells apart is the same
                }
            }
        });
        return sets.isEmpty()
                ? null
                : new Difference(
                        sets,
                        values,
                        PairedComparison.of(
                                values.stream().mapToDouble(Double::doubleValue).toArray(), seed),
                        Double.NaN);
    }

    /** The methods of the plan's primary comparison are one family of tests for each arm that it is against. */
    private static List<Row> corrected(List<Row> rows, Plan plan, Set<Cell> missing) {
        var scratch = corrected(rows, plan, Arm.SCRATCH, missing);
        var matched = corrected(rows, plan, Arm.COMPUTE_MATCHED, missing);
        var corrected = new ArrayList<Row>();
        for (int i = 0; i < rows.size(); i++) {
            corrected.add(rows.get(i).corrected(scratch[i], matched[i]));
        }
        return corrected;
    }

    /**
     * For each row p after Holm; NaN where the row only explores, or a cell of it is still to come: to look at p while
     * results come in, and stop where it is small, is another test. A method that has no p yet, or none at all, counts as
     * p = 1, so what is said of the others holds when it comes.
     */
    private static double[] corrected(List<Row> rows, Plan plan, Arm other, Set<Cell> missing) {
        var primary = plan.primary();
        var corrected = new double[rows.size()];
        Arrays.fill(corrected, Double.NaN);
        var probabilities = new double[plan.planned(other)];
        Arrays.fill(probabilities, 1);
        var comparisons = rows.stream().map(Row::comparison).toList();
        var family = new ArrayList<Integer>();
        for (int i = 0; i < rows.size(); i++) {
            double p = p(
                    other == Arm.SCRATCH ? rows.get(i).toScratch() : rows.get(i).toMatched());
            var comparison = comparisons.get(i);
            if (primary != null
                    && primary.isOf(comparison, other)
                    && !Double.isNaN(p)
                    && isWhole(comparison, missing)
                    && isWhole(other(comparison, comparisons, other), missing)) {
                probabilities[family.size()] = p;
                family.add(i);
            }
        }
        var all = Holm.correct(probabilities);
        for (int n = 0; n < family.size(); n++) {
            corrected[family.get(n)] = all[n];
        }
        return corrected;
    }

    private static boolean isWhole(@Nullable Comparison comparison, Set<Cell> missing) {
        return comparison != null
                && comparison.pairs().stream().map(Comparison.Pair::cell).noneMatch(missing::contains);
    }

    private static double p(@Nullable Difference difference) {
        return difference == null ? Double.NaN : difference.probability();
    }

    private Row corrected(double scratch, double matched) {
        return new Row(
                comparison,
                cells,
                sets,
                dice,
                interval,
                figures,
                undefined,
                raw,
                toScratch == null ? null : toScratch.corrected(scratch),
                toMatched == null ? null : toMatched.corrected(matched),
                seconds);
    }
}
