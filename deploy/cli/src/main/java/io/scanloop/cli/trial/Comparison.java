package io.scanloop.cli.trial;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One line of the result: an arm of a method at a number of labels and a budget, set by set beside scratch.
 *
 * @param method null: the classifier of single voxels
 * @param labels 0: all
 * @param iterations budget of the fine-tuning
 */
record Comparison(Plan.@Nullable Tried method, Arm arm, int labels, int iterations, List<Pair> pairs) {

    /**
     * Two cells of one labelled set.
     *
     * @param other what it is compared with; null where it stands for itself
     */
    record Pair(Cell cell, @Nullable Cell other) {
        /** Both, that which is compared with first. */
        List<Cell> cells() {
            return other == null ? List.of(cell) : List.of(other, cell);
        }
    }

    Comparison {
        pairs = List.copyOf(pairs);
    }

    String tried() {
        return pairs.get(0).cell().tried();
    }

    /** Cells of a labelled set, one for each pre-training. */
    List<Cell> cells(int set) {
        return pairs.stream().map(Pair::cell).filter(cell -> cell.set() == set).toList();
    }

    /** Numbers of the labelled sets. */
    List<Integer> sets() {
        return pairs.stream().map(pair -> pair.cell().set()).distinct().toList();
    }

    /** All cells of a trial once each, by key. */
    static Map<String, Cell> cells(List<Comparison> comparisons, Function<Cell, String> key) {
        var cells = new LinkedHashMap<String, Cell>();
        for (var comparison : comparisons) {
            for (var pair : comparison.pairs()) {
                pair.cells().forEach(cell -> cells.putIfAbsent(key.apply(cell), cell));
            }
        }
        return cells;
    }

    /**
     * All comparisons of a plan, scratch before what is compared with it.
     *
     * @param remarks takes what was left out, and why
     */
    static List<Comparison> of(Plan plan, Sides sides, Task task, List<String> remarks) {
        var comparisons = new ArrayList<Comparison>();
        for (int labels : plan.labels()) {
            var sets = sides.sets(plan, labels);
            if (labels != 0 && sets.size() < plan.sets()) {
                remarks.add("labels %s: only %d different sets of patients, %d were asked for"
                        .formatted(Cell.count(labels), sets.size(), plan.sets()));
            }
            if (plan.hasVoxelClassifier()) {
                var pairs = new ArrayList<Pair>();
                for (int set = 0; set < sets.size(); set++) {
                    pairs.add(new Pair(new Cell(null, Arm.SCRATCH, labels, set, sets.get(set), null, 0), null));
                }
                comparisons.add(new Comparison(null, Arm.SCRATCH, labels, 0, pairs));
            }
            for (var tried : plan.methods()) {
                for (int iterations : plan.iterations()) {
                    for (var arm : arms(tried, task, remarks)) {
                        comparisons.add(new Comparison(
                                tried, arm, labels, iterations, pairs(tried, arm, labels, sets, iterations)));
                    }
                }
            }
        }
        return comparisons;
    }

    private static List<Arm> arms(Plan.Tried tried, Task task, List<String> remarks) {
        Method method = Methods.named(tried.method());
        var own = task.with(tried.preset());
        tried.arms().forEach(arm -> arm.finetuning(method, own)); // refuses what it has not
        boolean isSame = method.pretrains() && !method.layers(own).hasDecoder();
        var arms = new TreeSet<>(tried.arms());
        if (isSame && arms.remove(Arm.ENCODER_ONLY)) {
            var remark =
                    "%s hands on nothing but an encoder: its arm encoder-only is the arm full".formatted(method.id());
            if (!remarks.contains(remark)) {
                remarks.add(remark);
            }
        }
        return List.copyOf(arms);
    }

    private static List<Pair> pairs(
            Plan.Tried tried, Arm arm, int labels, List<List<TrialStudy>> sets, int iterations) {
        var seeds = new ArrayList<@Nullable Long>();
        if (arm.regime().isPretrained()) {
            seeds.addAll(tried.pretrainingSeeds());
        } else if (arm == Arm.COMPUTE_MATCHED) {
            seeds.add(tried.pretrainingSeeds().get(0)); // all cost the same
        } else {
            seeds.add(null);
        }
        var pairs = new ArrayList<Pair>();
        for (int set = 0; set < sets.size(); set++) {
            var scratch = new Cell(tried, Arm.SCRATCH, labels, set, sets.get(set), null, iterations);
            for (var seed : seeds) {
                var pretraining = seed == null ? null : new Cell.Pretraining(tried, seed);
                var cell = new Cell(tried, arm, labels, set, sets.get(set), pretraining, iterations);
                pairs.add(new Pair(cell, arm == Arm.SCRATCH ? null : scratch));
            }
        }
        return pairs;
    }
}
