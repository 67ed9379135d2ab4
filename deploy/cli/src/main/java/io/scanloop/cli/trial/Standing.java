package io.scanloop.cli.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How far a training is.
 *
 * @param iterations that are done
 * @param seconds of the device so far
 * @param isDone whether it came to its end
 * @param loss of the last iteration; NaN before the first
 * @param failure why it came to nothing; null where it did not
 */
record Standing(
        int iterations,
        double seconds,
        boolean isDone,
        double loss,
        @Nullable String failure) {
    static final Standing BEGIN = new Standing(0, 0, false, Double.NaN, null);

    /** One that goes on. */
    static Standing at(long iterations, double seconds, double loss) {
        return new Standing(Math.toIntExact(iterations), seconds, false, loss, null);
    }

    Standing done() {
        return new Standing(iterations, seconds, true, loss, null);
    }

    Standing failed(String reason) {
        return new Standing(iterations, seconds, false, loss, reason);
    }

    boolean isFailed() {
        return failure != null;
    }

    ObjectNode toJson() {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("iterations", iterations)
                .put("seconds", seconds);
        CellResult.put(json, "loss", loss);
        if (failure != null) {
            json.put("failure", failure);
        }
        return json;
    }

    static Standing of(JsonNode json, boolean isDone) {
        return new Standing(
                json.path("iterations").asInt(),
                json.path("seconds").asDouble(),
                isDone,
                json.path("loss").asDouble(Double.NaN),
                json.hasNonNull("failure") ? json.path("failure").asText() : null);
    }
}
