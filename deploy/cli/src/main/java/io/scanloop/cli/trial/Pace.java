package io.scanloop.cli.trial;

import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * How long things take, by how long they took: seconds for an iteration, and for all else of a cell. Until something of a
 * kind was measured, by its multiply-accumulates.
 */
final class Pace {
    /** Of one thread of a usual processor, forward and backward, until something is measured. */
    private static final double MULTIPLY_ACCUMULATES_A_SECOND = 5e9;

    /** Forward, and twice that backward. */
    private static final double PASSES = 3;

    private static final double OTHER_SECONDS = 10;
    private static final double CLASSIFIER_SECONDS = 5;

    private final Task task;
    private final Map<String, Measured> measured = new HashMap<>();
    private final Map<String, Double> guessed = new HashMap<>();
    private final Map<Cell, Integer> iterations = new HashMap<>();

    private enum Phase {
        PRETRAINING,
        FINETUNING
    }

    private static final class Measured {
        double iterations;
        double training;
        double cells;
        double other;
    }

    /** @param task of any preset */
    Pace(Task task) {
        this.task = task;
    }

    private static String kind(Cell cell) {
        return "%s %s".formatted(cell.tried(), cell.arm().isProbe());
    }

    private static String kind(Cell.Pretraining pretraining) {
        return "%s %s pre-training"
                .formatted(pretraining.method().method(), pretraining.method().preset());
    }

    /** Learns from a cell that is done. */
    void learn(Cell cell, CellResult result) {
        var so = measured.computeIfAbsent(kind(cell), unseen -> new Measured());
        so.iterations += result.iterations();
        so.training += result.trainingSeconds();
        so.cells++;
        so.other += cell.method() == null ? result.seconds() : result.otherSeconds();
    }

    /** Learns from what is done of the pre-trainings. */
    void learn(Iterable<Cell.Pretraining> pretrainings, Pretrainings made) throws IOException {
        var sums = new HashMap<String, Measured>();
        for (var one : pretrainings) {
            var standing = made.standing(one);
            var so = sums.computeIfAbsent(kind(one), unseen -> new Measured());
            so.iterations += standing.iterations();
            so.training += standing.seconds();
        }
        measured.putAll(sums);
    }

    /** Seconds that a cell takes, without its pre-training. */
    double seconds(Cell cell) {
        var tried = cell.method();
        var so = measured.get(kind(cell));
        if (tried == null) {
            return so == null ? CLASSIFIER_SECONDS : so.other / so.cells;
        }
        double other = so == null ? OTHER_SECONDS : so.other / so.cells;
        int count = iterations.computeIfAbsent(
                cell,
                unseen -> Finetuning.iterations(cell, Methods.named(tried.method()), Tasks.with(task, tried.preset())));
        double each = so == null || so.iterations == 0
                ? guess(tried, kind(cell), Phase.FINETUNING)
                : so.training / so.iterations;
        return count * each + other;
    }

    /** Seconds that are left of a pre-training. */
    double seconds(Cell.Pretraining pretraining, Pretrainings.Standing standing) {
        if (standing.isDone()) {
            return 0;
        }
        var so = measured.get(kind(pretraining));
        double each = so == null || so.iterations == 0
                ? guess(pretraining.method(), kind(pretraining), Phase.PRETRAINING)
                : so.training / so.iterations;
        return (pretraining.iterations() - standing.iterations()) * each;
    }

    private double guess(Plan.Tried tried, String kind, Phase phase) {
        return guessed.computeIfAbsent(kind, unseen -> {
            var method = Methods.named(tried.method());
            var own = Tasks.with(task, tried.preset());
            var objective = switch (phase) {
                case PRETRAINING -> method.pretraining(own);
                case FINETUNING -> method.finetuning(own);
            };
            return PASSES * Tasks.cost(objective) / MULTIPLY_ACCUMULATES_A_SECOND;
        });
    }
}
