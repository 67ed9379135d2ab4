package io.scanloop.eval.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;
import io.scanloop.storage.layout.Documents;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads JSON that a sender wrote: unknown members are refused, since a misspelt one would be silently lost. */
final class Bodies {
    private static final ObjectReader STRICT = Documents.mapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Bodies() {}

    /** Empty where nothing was sent. */
    static <T> Optional<T> read(byte[] json, Class<T> type) {
        if (json.length == 0) {
            return Optional.empty();
        }
        try {
            T body = STRICT.forType(type).readValue(json);
            return Optional.ofNullable(body);
        } catch (JsonMappingException e) {
            throw RefusedException.of(
                    Refusal.Kind.INVALID,
                    "bad-member",
                    "members of the right name and type",
                    "another at \"%s\"".formatted(path(e)),
                    "see /q/openapi for the members and their types");
        } catch (JsonProcessingException e) {
            throw malformed();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    private static RefusedException malformed() {
        return RefusedException.of(
                Refusal.Kind.MALFORMED,
                "bad-json",
                "one JSON object",
                "text that is not JSON",
                "see /q/openapi for its members");
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
