package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;

/**
 * A {@code multipart/form-data} body of one JSON part, then files. Files are streamed from disk with a known length, so
 * that a body of any size needs no memory.
 *
 * @param boundary occurs in no part
 * @param jsonName name of the JSON part
 * @param files by name of their part, in order
 */
record Multipart(String boundary, String jsonName, JsonNode json, Map<String, Path> files) {

    static Multipart of(String jsonName, JsonNode json, Map<String, Path> files) {
        return new Multipart("scanloop-" + UUID.randomUUID(), jsonName, json, files);
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** A new publisher each time: a body is sent once. */
    BodyPublisher publisher() {
        var parts = new ArrayList<BodyPublisher>();
        parts.add(head("name=\"%s\"".formatted(escaped(jsonName)), "application/json"));
        parts.add(text(Json.compact(json) + "\r\n"));
        for (var file : files.entrySet()) {
            // The name of the folder stays here: it may name the patient.
            var fileName = file.getValue().getFileName().toString();
            var names = "name=\"%s\"; filename=\"%s\"".formatted(escaped(file.getKey()), escaped(fileName));
            parts.add(head(names, "application/octet-stream"));
            parts.add(bytes(file.getValue()));
            parts.add(text("\r\n"));
        }
        parts.add(text("--%s--\r\n".formatted(boundary)));
        return BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
    }

    private BodyPublisher head(String names, String type) {
        return text("--%s\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n"
                .formatted(boundary, names, type));
    }

    private static BodyPublisher bytes(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw ProblemException.unreadable(file, e);
        }
    }

    private static BodyPublisher text(String text) {
        return BodyPublishers.ofString(text, StandardCharsets.UTF_8);
    }

    /** As HTML 5 asks of browsers. */
    private static String escaped(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
}
