package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Values of documents as people read them. What is not there is a hyphen. */
final class Words {
    private static final String NOTHING = "-";

    private Words() {}

    static String text(JsonNode value) {
        var text = value.asText("");
        return value.isNull() || text.isEmpty() ? NOTHING : text;
    }

    /** A moment to the second: {@code 2026-11-26T17:12:03Z}. */
    static String moment(JsonNode instant) {
        return text(instant).replaceFirst("\\.\\d+Z$", "Z");
    }

    /** Of a score from 0 to 1, three digits. */
    static String score(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : NOTHING;
    }

    /** The components {@code low} and {@code high}: {@code 0.310 to 0.420}. */
    static String interval(JsonNode score) {
        return score.path("low").isNumber() && score.path("high").isNumber()
                ? score(score.path("low")) + " to " + score(score.path("high"))
                : NOTHING;
    }

    /** How long something takes: {@code 45 s}, {@code 1:20}, {@code 1:02:03}. */
    static String clock(double seconds) {
        var whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** Which attempt measured a batch of points. */
    static String attempt(JsonNode batch) {
        var attempt = batch.path("attempt").asText("");
        return attempt.isEmpty() ? batch.path("attributes").path("attempt").asText("") : attempt;
    }

    /** A phase of a run, as what is being done. */
    static String phase(String phase) {
        return switch (phase) {
            case "pretrain" -> "pre-training";
            case "finetune" -> "fine-tuning";
            case "predict" -> "predicting";
            default -> phase;
        };
    }
}
