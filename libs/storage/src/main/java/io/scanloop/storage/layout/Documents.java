package io.scanloop.storage.layout;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.scanloop.events.ObjectRef;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /**
     * Reads the document that a reference names.
     *
     * @throws LostObjectException when it is not there, or its bytes are not those of the reference
     */
    public static <D> D redeem(ObjectStore store, ObjectRef reference, Class<D> type) {
        var object = store.get(reference.key())
                .orElseThrow(() -> new LostObjectException(
                        "%s must be there, since an event refers to it, but is not: it was deleted, or this is another store"
                                .formatted(reference.key())));
        var found = reference(reference.key(), object.bytes());
        if (!found.equals(reference)) {
            throw new LostObjectException("%s must have the SHA-256 %s, has %s: the object was altered"
                    .formatted(reference.key(), reference.sha256(), found.sha256()));
        }
        return read(object.bytes(), type);
    }

    /**
     * Stores a document under a key that its content names, unless it is there already.
     *
     * @param key gives the key of a SHA-256
     */
    public static ObjectRef putByContent(ObjectStore store, UnaryOperator<String> key, Object document) {
        var bytes = write(document);
        var reference = reference(key.apply(Sha256.of(bytes)), bytes);
        if (store.size(reference.key()).isEmpty()) {
            store.putIfAbsent(reference.key(), bytes);
        }
        return reference;
    }

    /** The reference to a small object with these bytes. */
    public static ObjectRef reference(String key, byte[] bytes) {
        return new ObjectRef(key, Sha256.of(bytes), bytes.length);
    }

    /** The mapper, for those who read what others sent and want to be stricter. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }
}
