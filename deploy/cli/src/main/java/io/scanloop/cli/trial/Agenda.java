package io.scanloop.cli.trial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is done next: the pair of cells that tells most for its time. The first pairs of a comparison tell more than later
 * ones, {@code 1 / (1 + pairs)}; a further pre-training for a labelled set that has one tells half of that; the comparison
 * that the plan is made for goes before all others. A pre-training is paid for by all cells that still wait for it.
 */
final class Agenda {
    private static final double FURTHER_PRETRAINING = 0.5;

    /** Worth of a pair of the primary comparison beside that of any other. */
    private static final double PRIMARY = 1e6;

    private final Plan plan;
    private final List<Comparison> comparisons;
    private final Map<String, Cell> cells;
    private final Map<Cell, String> keys = new HashMap<>();
    private final Pace pace;
    private final Pretrainings pretrainings;
    private final Finetuning finetuning;

    /** @param cells of the comparisons, by key */
    Agenda(
            Plan plan,
            List<Comparison> comparisons,
            Map<String, Cell> cells,
            Pace pace,
            Pretrainings pretrainings,
            Finetuning finetuning) {
        this.plan = plan;
        this.comparisons = comparisons;
        this.cells = cells;
        this.pace = pace;
        this.pretrainings = pretrainings;
        this.finetuning = finetuning;
        cells.forEach((key, cell) -> keys.put(cell, key));
    }

    /** What is to be done. */
    sealed interface Work {
        /** A pre-training, for cells that wait for it. */
        record Pretrain(Cell.Pretraining pretraining) implements Work {}

        /** A cell that waits for nothing. */
        record Train(Cell cell) implements Work {}
    }

    /** The pre-trainings of all cells. */
    Set<Cell.Pretraining> pretrainings() {
        var all = new LinkedHashSet<Cell.Pretraining>();
        for (var cell : cells.values()) {
            var loads = cell.loaded();
            if (loads != null) {
                all.add(loads);
            }
        }
        return all;
    }

    String key(Cell cell) {
        var key = keys.get(cell);
        if (key == null) {
            throw new IllegalStateException(cell.words() + " is no cell of this trial");
        }
        return key;
    }

    /** Cells that are not done, in the order of the plan. */
    List<Cell> missing(Map<String, CellResult> results) {
        return cells.entrySet().stream()
                .filter(entry -> !results.containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Seconds that are left of a cell, without its pre-training. */
    double seconds(Cell cell) throws IOException {
        return pace.seconds(cell, finetuning.standing(key(cell)));
    }

    /**
     * The next piece of work.
     *
     * @param left seconds; a pair of which more is left goes behind all that fit, and what of it is not finished goes on in
     *     a later run
     * @return empty when all is done or nothing fits
     */
    Optional<Work> next(Map<String, CellResult> results, double left) throws IOException {
        var missing = missing(results);
        var remaining = remaining(missing);
        var waiting = waiting(missing);
        double best = 0;
        List<Cell> chosen = List.of();
        var primary = new LinkedHashSet<Cell>();
        for (var comparison : comparisons) {
            var compared = comparison.pairs().stream()
                    .filter(pair -> isCompared(pair, results))
                    .toList();
            for (var pair : comparison.pairs()) {
                var todo = todo(pair, results);
                if (plan.isPrimary(comparison)) {
                    primary.addAll(todo);
                }
                var time = time(todo, remaining, waiting);
                double worth = worth(comparison, pair, compared) / time.share();
                if (!todo.isEmpty() && time.whole() <= left && worth > best) {
                    best = worth;
                    chosen = todo;
                }
            }
        }
        Collection<Cell> due = primary.isEmpty() ? missing : primary;
        if (chosen.isEmpty() || !due.containsAll(chosen)) { // one is begun that goes on in a later run
            return unfinished(due, remaining, left);
        }
        return Optional.of(first(chosen, remaining));
    }

    /** How many missing cells load each pre-training. */
    private static Map<Cell.Pretraining, Integer> waiting(List<Cell> missing) {
        var waiting = new HashMap<Cell.Pretraining, Integer>();
        for (var cell : missing) {
            var loads = cell.loaded();
            if (loads != null) {
                waiting.merge(loads, 1, Integer::sum);
            }
        }
        return waiting;
    }

    /** What a pair tells beside those of its comparison that are done. */
    private double worth(Comparison comparison, Comparison.Pair pair, List<Comparison.Pair> compared) {
        boolean hasItsSet = compared.stream()
                .anyMatch(one -> one.cell().set() == pair.cell().set());
        return (plan.isPrimary(comparison) ? PRIMARY : 1)
                * (hasItsSet ? FURTHER_PRETRAINING : 1)
                / (1 + compared.size());
    }

    /**
     * What cells take, in seconds.
     *
     * @param whole with all of the pre-trainings that they load
     * @param share with their share of these, paid for by all that wait for them
     */
    private record Time(double whole, double share) {}

    private Time time(List<Cell> cells, Map<Cell.Pretraining, Double> remaining, Map<Cell.Pretraining, Integer> waiting)
            throws IOException {
        double whole = 0;
        double share = 0;
        for (var cell : cells) {
            double seconds = seconds(cell);
            whole += seconds;
            share += seconds;
            var loads = cell.loaded();
            if (loads != null) {
                double before = remaining.getOrDefault(loads, 0.0);
                whole += before;
                share += before / waiting.getOrDefault(loads, 1);
            }
        }
        return new Time(whole, share);
    }

    private boolean isCompared(Comparison.Pair pair, Map<String, CellResult> results) {
        for (var cell : pair.cells()) {
            var result = results.get(key(cell));
            if (result == null || result.isFailed()) {
                return false;
            }
        }
        return true;
    }

    private List<Cell> todo(Comparison.Pair pair, Map<String, CellResult> results) {
        var todo = new ArrayList<Cell>();
        for (var cell : pair.cells()) {
            if (!results.containsKey(key(cell))) {
                todo.add(cell);
            }
        }
        return todo;
    }

    /** Seconds left of each pre-training that a missing cell loads. */
    Map<Cell.Pretraining, Double> remaining(List<Cell> missing) throws IOException {
        var remaining = new HashMap<Cell.Pretraining, Double>();
        for (var cell : missing) {
            var loads = cell.loaded();
            if (loads != null && !remaining.containsKey(loads)) {
                var standing = pretrainings.standing(loads);
                if (!standing.isDone()) {
                    remaining.put(loads, pace.seconds(loads, standing));
                }
            }
        }
        return remaining;
    }

    private static Work first(List<Cell> todo, Map<Cell.Pretraining, Double> remaining) {
        for (var cell : todo) {
            var loads = cell.loaded();
            if (loads != null && remaining.containsKey(loads)) {
                return new Work.Pretrain(loads);
            }
        }
        return new Work.Train(todo.get(0));
    }

    /** Where no pair fits: the training that is nearest to its end, if there is any time. */
    private Optional<Work> unfinished(Collection<Cell> missing, Map<Cell.Pretraining, Double> remaining, double left)
            throws IOException {
        if (left <= 0) {
            return Optional.empty();
        }
        double least = Double.POSITIVE_INFINITY;
        Work nearest = null;
        for (var cell : missing) {
            var loads = cell.loaded();
            Double before = loads == null ? null : remaining.get(loads);
            double seconds = before == null ? seconds(cell) : before;
            if (cell.method() != null && seconds < least) {
                least = seconds;
                nearest = loads == null || before == null ? new Work.Train(cell) : new Work.Pretrain(loads);
            }
        }
        return Optional.ofNullable(nearest);
    }
}
