package io.scanloop.cli.trial;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One training and its judgement: the smallest piece of a trial. Two cells are the same when all is the same that their
 * result depends on.
 *
 * @param method null: the classifier of single voxels
 * @param labels how many labelled patients; 0: all
 * @param set number of the labelled set
 * @param studies the labelled set
 * @param pretraining null where the arm needs none; that of the first seed, whose cost is matched, where it is matched
 * @param iterations budget of the fine-tuning; 0 for the classifier
 */
record Cell(
        Plan.@Nullable Tried method,
        Arm arm,
        int labels,
        int set,
        List<TrialStudy> studies,
        @Nullable Pretraining pretraining,
        int iterations) {
    /** In the place of a method's id. */
    static final String CLASSIFIER = "voxel-classifier";

    /**
     * A pre-training.
     *
     * @param method that it is one of
     */
    record Pretraining(Plan.Tried method, long seed) {
        int iterations() {
            return method.pretrainingIterations();
        }
    }

    Cell {
        studies = List.copyOf(studies);
    }

    /** What is tried, e.g. {@code pix2rep tiny}. */
    String tried() {
        return method == null ? CLASSIFIER : method.method() + " " + method.preset();
    }

    /** The pre-training whose weights it loads. */
    @Nullable
    Pretraining loaded() {
        return arm.regime().isPretrained() ? pretraining : null;
    }

    /** For people. */
    String words() {
        if (method == null) {
            return "%s, labels %s, set %d".formatted(CLASSIFIER, count(labels), set + 1);
        }
        var loads = loaded();
        return "%s %s, labels %s, set %d%s, %d iterations"
                .formatted(
                        tried(),
                        arm.id(),
                        count(labels),
                        set + 1,
                        loads == null ? "" : ", pre-training " + loads.seed(),
                        iterations);
    }

    /** A number of patients as plans have it. */
    static String count(int labels) {
        return labels == 0 ? "all" : Integer.toString(labels);
    }

    /** All that it is. */
    ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        if (method == null) {
            json.put("method", CLASSIFIER);
        } else {
            json.put("method", method.method()).put("preset", method.preset()).put("arm", arm.id());
            if (arm.regime().isPretrained() && method.layerDecay() != 1) {
                json.put("layerDecay", method.layerDecay());
            }
            json.put("iterations", iterations);
        }
        json.put("labels", count(labels)).put("set", set);
        studies.forEach(study -> json.withArray("studies").add(study.name()));
        if (pretraining != null) {
            json.putObject("pretraining").put("seed", pretraining.seed()).put("iterations", pretraining.iterations());
        }
        return json;
    }

    /**
     * Its name among results: a hash of all that its result depends on.
     *
     * @param setting what all cells of a trial have in common
     */
    String key(String setting) {
        return digest(
                setting + toJson() + studies.stream().map(TrialStudy::token).toList());
    }

    /** A short hash. */
    static String digest(String text) {
        try {
            var bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
