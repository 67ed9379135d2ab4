package io.scanloop.storage.layout;

import io.scanloop.events.GateVerdict;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.Reason;
import io.scanloop.events.Split;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How good a model version is on patients that it never saw. Undefined scores are null: a class that a study does not
 * have and that was not predicted there scores nothing, and is counted as skipped.
 *
 * @param panel names the fixed set of test studies: 16 hexadecimal digits of the SHA-256 of their ids
 * @param patients patients per side that the run used, with labels
 * @param mean over the classes: of each class the mean over patients first
 * @param classes each class of the project, in its order
 * @param baseline what a per-voxel classifier reaches that learned from the same patients; null when it could not
 * @param studies each test study with its scores
 * @param phases what the run took
 * @param deviceSeconds time that training and prediction held a device, in seconds
 * @param weights the model's weights
 */
public record ModelReport(
        String project,
        String model,
        String run,
        int generation,
        Instant at,
        String method,
        String preset,
        String panel,
        SortedMap<Split, Integer> patients,
        Score mean,
        List<ClassRow> classes,
        @Nullable Baseline baseline,
        List<StudyScore> studies,
        List<PhaseCost> phases,
        double deviceSeconds,
        @Nullable String champion,
        GateVerdict verdict,
        List<Reason> reasons,
        List<ObjectRef> weights,
        ObjectRef snapshot) {

    /**
     * A Dice with its 95 % interval, bootstrapped over patients.
     *
     * @param dice from 0 to 1; null when undefined
     */
    public record Score(
            @Nullable Double dice,
            @Nullable Double low,
            @Nullable Double high) {}

    /**
     * One class.
     *
     * @param patients patients that define its Dice
     * @param skipped studies that do not
     */
    public record ClassRow(
            int value,
            String name,
            Score score,
            @Nullable Double iou,
            @Nullable Double precision,
            @Nullable Double recall,
            int patients,
            int skipped) {}

    /**
     * The honest floor.
     *
     * @param name what it is, for people
     * @param contrasts the contrasts that it looks at: those that every study of the run has
     * @param dice mean over the classes, as for the model
     * @param classes Dice by class value
     */
    public record Baseline(
            String name, List<String> contrasts, @Nullable Double dice, SortedMap<Integer, Double> classes) {}

    /**
     * One test study.
     *
     * @param dice by class value; a class is absent where it is undefined
     */
    public record StudyScore(String patient, String study, int revision, SortedMap<Integer, Double> dice) {}

    /** What a phase of the plan took. */
    public record PhaseCost(String phase, int steps, long iterations, double deviceSeconds) {}
}
