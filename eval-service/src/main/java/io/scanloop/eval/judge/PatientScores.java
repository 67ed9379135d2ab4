package io.scanloop.eval.judge;

import io.scanloop.measure.Bootstrap;
import io.scanloop.measure.Interval;
import io.scanloop.measure.Mean;
import io.scanloop.measure.Overlap;
import io.scanloop.storage.layout.ModelReport.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Scores by patient: studies of one patient are averaged first, since they are not independent. A class that a study does
 * not define is left out of its patient's mean, a patient without any study that defines it out of the class's; the figure
 * of a model is the mean of its classes.
 */
final class PatientScores {
    private final List<Integer> classes;
    private final Map<String, List<JudgedStudy>> patients = new TreeMap<>();

    PatientScores(List<Integer> classes, List<JudgedStudy> studies) {
        this.classes = classes;
        studies.forEach(study -> patients.computeIfAbsent(study.study().patient(), patient -> new ArrayList<>())
                .add(study));
    }

    /** Dice of a class with its interval over patients. */
    Score dice(int value, long seed) {
        var scores = perPatient(value, Overlap::dice);
        return score(
                mean(scores),
                Bootstrap.interval(scores.length, drawn -> mean(scores, drawn), Bootstrap.RESAMPLES, seed));
    }

    /** Mean of the classes' Dice with its interval over patients. */
    Score meanDice(long seed) {
        var scores =
                classes.stream().map(value -> perPatient(value, Overlap::dice)).toList();
        return score(
                meanOfClasses(scores),
                Bootstrap.interval(
                        patients.size(),
                        drawn -> Mean.of(scores.stream()
                                        .map(ofClass -> mean(ofClass, drawn))
                                        .toList())
                                .value(),
                        Bootstrap.RESAMPLES,
                        seed));
    }

    /** A measure of a class, null when no patient defines it. */
    @Nullable
    Double mean(int value, ToDoubleFunction<Overlap> measure) {
        return orNull(mean(perPatient(value, measure)));
    }

    /** How many patients define the Dice of a class. */
    int defined(int value) {
        int defined = 0;
        for (double score : perPatient(value, Overlap::dice)) {
            defined += Double.isNaN(score) ? 0 : 1;
        }
        return defined;
    }

    /** How many studies do not define the Dice of a class. */
    int skipped(int value) {
        return (int) patients.values().stream()
                .flatMap(List::stream)
                .filter(study -> of(study, value).isEmpty())
                .count();
    }

    private double[] perPatient(int value, ToDoubleFunction<Overlap> measure) {
        return patients.values().stream()
                .mapToDouble(studies -> Mean.of(studies.stream()
                                .map(study -> measure.applyAsDouble(of(study, value)))
                                .toList())
                        .value())
                .toArray();
    }

    private static Overlap of(JudgedStudy study, int value) {
        var overlap = study.overlaps().get(value);
        if (overlap == null) {
            throw new IllegalStateException("class %d was not counted".formatted(value));
        }
        return overlap;
    }

    private static double meanOfClasses(List<double[]> scores) {
        return Mean.of(scores.stream().map(PatientScores::mean).toList()).value();
    }

    private static double mean(double[] scores) {
        double sum = 0;
        int defined = 0;
        for (double score : scores) {
            if (!Double.isNaN(score)) {
                sum += score;
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

    private static Score score(double value, Interval interval) {
        return new Score(orNull(value), orNull(interval.low()), orNull(interval.high()));
    }

    static @Nullable Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
