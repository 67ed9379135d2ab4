package io.scanloop.cli.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.measure.Mean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a cell.
 *
 * @param key of the cell
 * @param iterations that were done, those of a calibration not among them
 * @param loss of the last iteration; NaN where there was none
 * @param trainingSeconds of the device in iterations
 * @param otherSeconds for all else: compiling, loading, judging
 * @param dice of the test studies, by the weights that were judged
 */
record CellResult(
        String key,
        int iterations,
        double loss,
        double trainingSeconds,
        double otherSeconds,
        Map<Weights, List<StudyDice>> dice) {

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
    record StudyDice(String study, String patient, SortedMap<Integer, Double> byClass) {
        /** Over the classes of the foreground. */
        double mean() {
            return Mean.of(byClass.values()).value();
        }
    }

    CellResult {
        dice = Collections.unmodifiableMap(new TreeMap<>(dice));
    }

    double seconds() {
        return trainingSeconds + otherSeconds;
    }

    /**
     * Mean Dice of the foreground by patient, over the patient's studies; those are left out whose studies say nothing.
     *
     * @param weights where the cell has them, else the raw ones
     */
    SortedMap<String, Double> byPatient(Weights weights) {
        var studies = dice.getOrDefault(weights, dice.getOrDefault(Weights.RAW, List.of()));
        var values = new TreeMap<String, List<Double>>();
        studies.forEach(study -> values.computeIfAbsent(study.patient(), unseen -> new ArrayList<>())
                .add(study.mean()));
        var means = new TreeMap<String, Double>();
        values.forEach((patient, some) -> {
            double mean = Mean.of(some).value();
            if (!Double.isNaN(mean)) {
                means.put(patient, mean);
            }
        });
        return means;
    }

    /** Over patients. */
    double mean(Weights weights) {
        return Mean.of(byPatient(weights).values()).value();
    }

    ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode().put("key", key).put("iterationsDone", iterations);
        put(json, "loss", loss);
        json.put("trainingSeconds", trainingSeconds).put("otherSeconds", otherSeconds);
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
                dice);
    }
}
