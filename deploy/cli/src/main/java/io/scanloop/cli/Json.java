package io.scanloop.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** JSON as trees: the command line passes documents through and never binds them to types. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** The document, or a missing node when the text is none. */
    static JsonNode parse(String text) {
        try {
            var json = MAPPER.readTree(text);
            return json == null ? MissingNode.getInstance() : json;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Reads a document that a person wrote. */
    static JsonNode read(Path file) {
        try {
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "not-json",
                            "%s is not valid JSON".formatted(file),
                            "one JSON document",
                            "%s (line %d)"
                                    .formatted(
                                            e.getOriginalMessage(),
                                            e.getLocation() == null
                                                    ? 1
                                                    : e.getLocation().getLineNr()),
                            "correct the file"));
        } catch (IOException e) {
            throw ProblemException.unreadable(file, e);
        }
    }

    static String pretty(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", e);
        }
    }

    static String compact(JsonNode json) {
        return json.toString();
    }

    /** The elements as text, e.g. {@code 3 x 3 x 2.5}. */
    static String joined(JsonNode array, String between) {
        var texts = new ArrayList<String>();
        array.forEach(element -> texts.add(element.asText().replaceAll("\\.0$", "")));
        return String.join(between, texts);
    }

    /**
     * A number, or its name as text where JSON has no such number: {@code "NaN"}, {@code "Infinity"}, {@code
     * "-Infinity"}.
     */
    static JsonNode number(double value) {
        return Double.isFinite(value)
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.textNode(Double.toString(value));
    }
}
