package io.scanloop.ingest.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.scanloop.ingest.Refusal;
import io.scanloop.ingest.RefusedException;
import io.scanloop.storage.layout.Documents;
import java.io.IOException;
import java.util.stream.Collectors;

/** Reads JSON that a sender wrote: unknown members are refused, since a misspelt one would be silently lost. */
final class Bodies {
    private static final ObjectReader STRICT = Documents.mapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private Bodies() {}

    static <T> T read(byte[] json, Class<T> type) {
        try {
            T body = STRICT.forType(type).readValue(json);
            if (body == null) {
                throw malformed("no JSON object");
            }
            return body;
        } catch (UnrecognizedPropertyException e) {
            var known = e.getKnownPropertyIds() == null
                    ? ""
                    : e.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.INVALID,
                    "unknown-member",
                    "members " + known,
                    "\"%s\"".formatted(path(e)),
                    "check the spelling"));
        } catch (JsonMappingException e) {
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.INVALID,
                    "bad-member",
                    "a value of the right type at \"%s\"".formatted(path(e)),
                    "another",
                    "see /q/openapi for the members and their types"));
        } catch (JsonProcessingException e) {
            throw malformed("text that is not JSON at line %d, column %d"
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    private static RefusedException malformed(String actual) {
        return new RefusedException(Refusal.of(
                Refusal.Kind.MALFORMED, "bad-json", "one JSON object", actual, "see /q/openapi for its members"));
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
