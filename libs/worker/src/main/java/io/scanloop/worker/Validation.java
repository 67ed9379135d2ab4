package io.scanloop.worker;

import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.study.Masks;
import io.scanloop.measure.Mean;
import io.scanloop.measure.Overlap;
import io.scanloop.worker.study.StudyCase;
import io.scanloop.workflow.step.Cancellation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good weights are on patients that they are not trained on, on the grid of the network.
 *
 * @param dice mean of the classes' Dice; NaN when there was nothing to find and nothing was found
 * @param byClass Dice by class value: the mean over the cases that have the class or were given it, NaN without any
 */
record Validation(double dice, SortedMap<Integer, Double> byClass) {
    Validation {
        byClass = Collections.unmodifiableSortedMap(new TreeMap<>(byClass));
    }

    /** Predicts all cases; empty when that was cancelled. */
    static Optional<Validation> of(
            Predictor predictor, List<StudyCase> cases, List<Integer> classValues, Cancellation cancellation) {
        var values = new ArrayList<List<Double>>();
        var indices = new ArrayList<Integer>();
        for (int index = 1; index <= classValues.size(); index++) {
            indices.add(index);
            values.add(new ArrayList<>());
        }
        for (StudyCase one : cases) {
            if (cancellation.isRequested()) {
                return Optional.empty();
            }
            var overlaps = Overlap.perClass(Masks.predicted(predictor, one, one.grid()), one.labels(), indices);
            overlaps.forEach((index, overlap) -> values.get(index - 1).add(overlap.dice()));
        }
        var byClass = new TreeMap<Integer, Double>();
        for (int index = 1; index <= classValues.size(); index++) {
            byClass.put(
                    classValues.get(index - 1), Mean.of(values.get(index - 1)).value());
        }
        return Optional.of(new Validation(Mean.of(byClass.values()).value(), byClass));
    }

    /** The mean, where there is one. */
    double orZero() {
        return Double.isNaN(dice) ? 0 : dice;
    }

    /** As they are published. */
    Map<String, Double> figures() {
        var figures = new LinkedHashMap<String, Double>();
        figures.put("validation/dice", dice);
        byClass.forEach((value, classDice) -> figures.put("validation/dice/" + value, classDice));
        return figures;
    }
}
