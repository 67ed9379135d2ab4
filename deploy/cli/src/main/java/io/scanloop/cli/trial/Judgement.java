package io.scanloop.cli.trial;

import io.scanloop.imaging.Volume;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.study.Masks;
import io.scanloop.measure.EmptyMasks;
import io.scanloop.measure.Overlap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Judges masks as the evaluation of the loop does: on the grid of the study's own labels, class by class. */
final class Judgement {
    private final PreparedStudies studies;
    private final List<TrialStudy> test;

    Judgement(PreparedStudies studies, List<TrialStudy> test) {
        this.studies = studies;
        this.test = test;
    }

    /** Makes class indices on the grid of a case. */
    @FunctionalInterface
    interface Segmentation {
        Volume of(PreparedStudies.Prepared study);
    }

    /** Judges a network. */
    List<CellResult.StudyDice> of(Predictor predictor, Clock clock) throws IOException {
        return of(study -> Masks.predicted(predictor, study.unlabelled(), study.grid()), clock);
    }

    /** Judges whatever segments. */
    List<CellResult.StudyDice> of(Segmentation segmentation, Clock clock) throws IOException {
        var classValues = studies.task().classValues();
        var judged = new ArrayList<CellResult.StudyDice>();
        for (var one : test) {
            clock.check();
            var study = studies.get(one);
            var indices = segmentation.of(study);
            var mask = Masks.withValues(Masks.onto(indices, study.source(), classValues.size() + 1), classValues);
            var byClass = new TreeMap<Integer, Double>();
            Overlap.perClass(mask, study.truth(), classValues)
                    .forEach((value, overlap) ->
                            byClass.put(value, EmptyMasks.SCANLOOP.overlap(overlap, Overlap::dice)));
            judged.add(new CellResult.StudyDice(one.name(), one.patient(), byClass));
        }
        return judged;
    }
}
