package io.scanloop.storage.layout;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.scanloop.storage.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The small JSON documents of {@link ProjectLayout}: how they are written and read. */
public final class Documents {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Documents() {}

    /** The document's bytes; the same document always gives the same bytes. */
    public static byte[] write(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JacksonException e) {
            throw new IllegalStateException("a document of ours cannot be written: " + document.getClass(), e);
        }
    }

    /** Reads a document that this software wrote; a property that it does not know is passed over. */
    public static <D> D read(byte[] bytes, Class<D> type) {
        try {
            return MAPPER.readValue(bytes, type);
        } catch (IOException e) {
            throw new UncheckedIOException("not a %s: the object was altered or damaged".formatted(type), e);
        }
    }

    /** Reads the document under a key; empty when the key is free. */
    public static <D> Optional<D> read(ObjectStore store, String key, Class<D> type) {
        return store.get(key).map(object -> read(object.bytes(), type));
    }

    /** The mapper, for those who read what others sent and want to be stricter. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }
}
