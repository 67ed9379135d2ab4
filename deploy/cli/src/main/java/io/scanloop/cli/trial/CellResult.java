package io.scanloop.cli.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of a cell.
 *
 * @param key of the cell
 * @param iterations that were done, those of a calibration not among them
 * @param loss of the last iteration; NaN where there was none
 * @param trainingSeconds of the device in iterations
 * @param otherSeconds for all else: compiling, loading, judging
 * @param dice of the test studies, by the weights that were judged
 * @param failure why it came to nothing; null where it did not
 */
record CellResult(
        String key,
        int iterations,
        double loss,
        double trainingSeconds,
        double otherSeconds,
        Map<Weights, List<StudyDice>> dice,
        @Nullable String failure) {

    /** Which weights of a training are judged. */
    enum Weights {
        /** As the last iteration left them. */
        RAW,
        /** Their moving average. */
        AVERAGED
    }

    /**
     * One test study.
     *
     * @param byClass Dice by class value; NaN where the class was neither there nor found
     */
    record StudyDice(String study, String patient, SortedMap<Integer, Double> byClass) {}

    CellResult {
        dice = Collections.unmodifiableMap(new TreeMap<>(dice));
    }

    /** Of a cell that came to something. */
    CellResult(
            String key,
            int iterations,
            double loss,
            double trainingSeconds,
            double otherSeconds,
            Map<Weights, List<StudyDice>> dice) {
        this(key, iterations, loss, trainingSeconds, otherSeconds, dice, null);
    }

    /**
     * Of a cell that came to nothing.
     *
     * @param seconds that were spent on it
     */
    static CellResult failed(String key, double seconds, String reason) {
        return new CellResult(key, 0, Double.NaN, 0, seconds, Map.of(), reason);
    }

    boolean isFailed() {
        return failure != null;
    }

    double seconds() {
        return trainingSeconds + otherSeconds;
    }

    /** What was judged by some weights; by the raw ones where the cell has no others. */
    private List<StudyDice> judged(Weights weights) {
        return dice.getOrDefault(weights, dice.getOrDefault(Weights.RAW, List.of()));
    }

    /** Patients that were judged on. */
    SortedSet<String> patients() {
        var patients = new TreeSet<String>();
        dice.values().forEach(studies -> studies.forEach(study -> patients.add(study.patient())));
        return patients;
    }

    /**
     * Dice by class and patient.
     *
     * @param weights where the cell has them, else the raw ones
     * @param patients in the order in which they are drawn from
     */
    ClassScores scores(Weights weights, List<String> patients) {
        return ClassScores.of(judged(weights), patients);
    }

    /** Over patients, then over classes. */
    double mean(Weights weights) {
        return scores(weights, List.copyOf(patients())).mean();
    }

    /** How many figures there are, one for each class of each study. */
    int figures(Weights weights) {
        return judged(weights).stream()
                .mapToInt(study -> study.byClass().size())
                .sum();
    }

    /** How many of them are none, since the class was neither there nor found. */
    int undefined(Weights weights) {
        return (int) judged(weights).stream()
                .flatMap(study -> study.byClass().values().stream())
                .filter(figure -> figure.isNaN())
                .count();
    }

    ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode().put("key", key).put("iterationsDone", iterations);
        put(json, "loss", loss);
        json.put("trainingSeconds", trainingSeconds).put("otherSeconds", otherSeconds);
        if (failure != null) {
            json.put("failure", failure);
        }
        var all = json.putObject("dice");
        dice.forEach((weights, studies) -> {
            var array = all.putArray(weights.name());
            for (var study : studies) {
                var row = array.addObject().put("study", study.study()).put("patient", study.patient());
                var classes = row.putObject("classes");
                study.byClass().forEach((value, figure) -> put(classes, Integer.toString(value), figure));
            }
        });
        return json;
    }

    /** JSON has no number for what is none. */
    static void put(ObjectNode json, String key, double figure) {
        if (Double.isFinite(figure)) {
            json.put(key, figure);
        } else {
            json.putNull(key);
        }
    }

    static CellResult of(JsonNode json) {
        var dice = new EnumMap<Weights, List<StudyDice>>(Weights.class);
        json.path("dice").properties().forEach(entry -> {
            var studies = new ArrayList<StudyDice>();
            entry.getValue().forEach(row -> {
                var classes = new TreeMap<Integer, Double>();
                row.path("classes")
                        .properties()
                        .forEach(figure -> classes.put(
                                Integer.valueOf(figure.getKey()),
                                figure.getValue().asDouble(Double.NaN)));
                studies.add(new StudyDice(
                        row.path("study").asText(), row.path("patient").asText(), classes));
            });
            dice.put(Weights.valueOf(entry.getKey()), studies);
        });
        return new CellResult(
                json.path("key").asText(),
                json.path("iterationsDone").asInt(),
                json.path("loss").asDouble(Double.NaN),
                json.path("trainingSeconds").asDouble(),
                json.path("otherSeconds").asDouble(),
                dice,
                json.hasNonNull("failure") ? json.path("failure").asText() : null);
    }
}
