package io.scanloop.cli.trial;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Dice of one cell by class and test patient, studies of a patient averaged first. Its figure is what the evaluation of the
 * loop has: each class over the patients that define it, then over classes.
 */
final class ClassScores {
    private final double[][] classes;
    private final int[] everyone;

    private ClassScores(double[][] classes, int patients) {
        this.classes = classes;
        this.everyone = IntStream.range(0, patients).toArray();
    }

    /** @param patients in the order in which they are drawn from */
    static ClassScores of(List<CellResult.StudyDice> studies, List<String> patients) {
        var values = new TreeSet<Integer>();
        studies.forEach(study -> values.addAll(study.byClass().keySet()));
        var classes = new double[values.size()][patients.size()];
        int row = 0;
        for (int value : values) {
            var sums = new double[patients.size()];
            var counts = new int[patients.size()];
            for (var study : studies) {
                int patient = patients.indexOf(study.patient());
                double dice = study.byClass().getOrDefault(value, Double.NaN);
                if (patient >= 0 && !Double.isNaN(dice)) {
                    sums[patient] += dice;
                    counts[patient]++;
                }
            }
            for (int patient = 0; patient < sums.length; patient++) {
                classes[row][patient] = counts[patient] == 0 ? Double.NaN : sums[patient] / counts[patient];
            }
            row++;
        }
        return new ClassScores(classes, patients.size());
    }

    /** Over all patients, then over classes; NaN when no class is defined. */
    double mean() {
        return mean(everyone);
    }

    /** The same over drawn patients, some of them perhaps several times. */
    double mean(int[] drawn) {
        double sum = 0;
        int defined = 0;
        for (double[] scores : classes) {
            double mean = mean(scores, drawn);
            if (!Double.isNaN(mean)) {
                sum += mean;
                defined++;
            }
        }
        return defined == 0 ? Double.NaN : sum / defined;
    }

    private static double mean(double[] scores, int[] drawn) {
        double sum = 0;
        int defined = 0;
        for (int patient : drawn) {
            if (!Double.isNaN(scores[patient])) {
                sum += scores[patient];
                defined++;
            }
        }
        return defined == 0 ? Double.NaN : sum / defined;
    }
}
