package io.scanloop.cli.trial;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * How long things take, by how long they took: seconds for an iteration, and for all else of a cell. Until something of a
 * kind was measured, by its multiply-accumulates.
 */
final class Pace {
    /** Of one thread of a usual processor, forward and backward, until something is measured. */
    private static final double MULTIPLY_ACCUMULATES_A_SECOND = 5e9;

    private static final double OTHER_SECONDS = 10;
    private static final double CLASSIFIER_SECONDS = 5;

    private final Programs programs;
    private final Map<String, Measured> measured = new HashMap<>();
    private final Map<String, Double> guessed = new HashMap<>();

    private static final class Measured {
        double iterations;
        double training;
        double cells;
        double other;
    }

    Pace(Programs programs) {
        this.programs = programs;
    }

    private static String kind(Cell cell) {
        return "%s %s %s"
                .formatted(cell.tried(), cell.arm().isProbe(), cell.arm().isTaught());
    }

    private static String kind(Cell.Pretraining pretraining) {
        return "%s %s pre-training"
                .formatted(pretraining.method().method(), pretraining.method().preset());
    }

    /** Learns from a cell that is done; one that failed tells little of the others. */
    void learn(Cell cell, CellResult result) {
        if (result.isFailed()) {
            return;
        }
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

    /**
     * Seconds that are left of a cell, without its pre-training.
     *
     * @param standing of its fine-tuning
     */
    double seconds(Cell cell, Standing standing) {
        var tried = cell.method();
        var so = measured.get(kind(cell));
        if (tried == null) {
            return so == null ? CLASSIFIER_SECONDS : so.other / so.cells;
        }
        double other = so == null ? OTHER_SECONDS : so.other / so.cells;
        double each = so == null || so.iterations == 0
                ? guess(kind(cell), () -> programs.cost(cell, tried))
                : so.training / so.iterations;
        return Math.max(0, programs.iterations(cell) - standing.iterations()) * each + other;
    }

    /** Seconds that are left of a pre-training. */
    double seconds(Cell.Pretraining pretraining, Standing standing) {
        if (standing.isDone() || standing.isFailed()) {
            return 0;
        }
        var so = measured.get(kind(pretraining));
        double each = so == null || so.iterations == 0
                ? guess(kind(pretraining), () -> programs.cost(pretraining))
                : so.training / so.iterations;
        return (pretraining.iterations() - standing.iterations()) * each;
    }

    private double guess(String kind, DoubleSupplier cost) {
        return guessed.computeIfAbsent(kind, unseen -> cost.getAsDouble() / MULTIPLY_ACCUMULATES_A_SECOND);
    }
}
