package io.scanloop.eval.judge;

import io.scanloop.events.Reason;
import io.scanloop.events.Split;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.measure.Overlap;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.ModelReport;
import io.scanloop.storage.layout.ModelReport.Baseline;
import io.scanloop.storage.layout.ModelReport.ClassRow;
import io.scanloop.storage.layout.ModelReport.PhaseCost;
import io.scanloop.storage.layout.ModelReport.StudyScore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the report on a model version. */
final class Reporting {
    private static final String BASELINE = "quadratic classifier of single voxels";

    private final Scoring scoring;
    private final Floor floor;

    Reporting(ObjectStore store, NiftiLimits limits) {
        this.scoring = new Scoring(store, limits);
        this.floor = new Floor(store, limits, scoring);
    }

    /**
     * Scores every test study and decides.
     *
     * @param champion the champion of the generation; null when there is none
     */
    ModelReport report(Evidence evidence, @Nullable String champion, Instant at) {
        var started = evidence.started();
        var classes = evidence.classValues();
        var unscored = new ArrayList<Reason>();
        var judged = judged(evidence, unscored);
        var scores = new PatientScores(classes, judged);
        var mean = scores.meanDice(started.seed());
        int patients = (int)
                judged.stream().map(study -> study.study().patient()).distinct().count();
        var decision = FirstChampionGate.decide(evidence.configuration(), mean.dice(), patients, unscored, champion);
        return new ModelReport(
                started.project(),
                evidence.model(),
                started.run(),
                started.generation(),
                at,
                started.method(),
                started.preset(),
                evidence.panel(),
                evidence.patients(),
                mean,
                evidence.configuration().classes().stream()
                        .map(found -> row(found.value(), found.name(), scores, started.seed()))
                        .toList(),
                baseline(evidence),
                judged.stream().map(Reporting::line).toList(),
                costs(evidence),
                deviceSeconds(evidence),
                champion,
                decision.verdict(),
                decision.reasons(),
                evidence.weights(),
                started.snapshot());
    }

    private List<JudgedStudy> judged(Evidence evidence, List<Reason> unscored) {
        var masks = evidence.masks();
        var judged = new ArrayList<JudgedStudy>();
        for (var study : evidence.studies(Split.TEST)) {
            var mask = masks.get(study.study());
            if (mask == null) {
                unscored.add(new Reason(
                        "mask-missing",
                        null,
                        "expected a mask of study %s revision %d, the prediction steps of %s name none"
                                .formatted(
                                        study.study(),
                                        study.revision(),
                                        evidence.started().run())));
                continue;
            }
            try {
                judged.add(scoring.score(study, mask, evidence.classValues()));
            } catch (InvalidVolumeException | IllegalArgumentException e) {
                unscored.add(new Reason(
                        "mask-unsound", null, "the mask of study %s: %s".formatted(study.study(), e.getMessage())));
            }
        }
        return judged;
    }

    private static ClassRow row(int value, String name, PatientScores scores, long seed) {
        return new ClassRow(
                value,
                name,
                scores.dice(value, seed),
                scores.mean(value, Overlap::iou),
                scores.mean(value, Overlap::precision),
                scores.mean(value, Overlap::recall),
                scores.defined(value),
                scores.skipped(value));
    }

    private static StudyScore line(JudgedStudy judged) {
        var dice = new TreeMap<Integer, Double>();
        judged.overlaps().forEach((value, overlap) -> {
            if (!overlap.isEmpty()) {
                dice.put(value, overlap.dice());
            }
        });
        var study = judged.study();
        return new StudyScore(study.patient(), study.study(), study.revision(), dice);
    }

    /** Null when there is nobody to learn from or to be judged on, or no contrast that all have. */
    private @Nullable Baseline baseline(Evidence evidence) {
        var train = evidence.studies(Split.TRAIN);
        var test = evidence.studies(Split.TEST);
        var all = new ArrayList<>(train);
        all.addAll(test);
        var contrasts = Floor.common(evidence.configuration().contrasts(), all);
        if (train.isEmpty() || test.isEmpty() || contrasts.isEmpty()) {
            return null;
        }
        try {
            var classes = evidence.classValues();
            var classifier = floor.learn(train, contrasts, new LinkedHashSet<>(classes));
            var judged = new ArrayList<JudgedStudy>();
            for (var study : test) {
                judged.add(floor.score(classifier, study, contrasts, classes));
            }
            var scores = new PatientScores(classes, judged);
            var dice = new TreeMap<Integer, Double>();
            for (int value : classes) {
                var ofClass = scores.mean(value, Overlap::dice);
                if (ofClass != null) {
                    dice.put(value, ofClass);
                }
            }
            return new Baseline(BASELINE, contrasts, scores.meanDice(0).dice(), dice);
        } catch (InvalidVolumeException e) {
            throw new IllegalStateException("a stored study passed intake and cannot be read now", e);
        }
    }

    private static List<PhaseCost> costs(Evidence evidence) {
        var run = evidence.run();
        return evidence.started().plan().stream()
                .map(phase -> {
                    var steps = run.steps(phase.kind()).stream()
                            .filter(step -> step.scheduled().order().phase().equals(phase.phase()))
                            .toList();
                    return new PhaseCost(
                            phase.phase(),
                            steps.size(),
                            steps.stream()
                                    .mapToLong(step -> step.scheduled().order().iterations())
                                    .sum(),
                            steps.stream()
                                    .mapToDouble(step -> step.completed().deviceSeconds())
                                    .sum());
                })
                .toList();
    }

    private static double deviceSeconds(Evidence evidence) {
        var end = evidence.run().end();
        return end == null ? 0 : end.deviceSeconds();
    }
}
