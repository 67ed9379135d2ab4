package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as CloudEvents 1.0 in binary mode, and reads them.
 *
 * <p>The body is plain JSON: times ISO-8601 in UTC, constants in lower case, absent where null. A reader leaves out
 * fields that it does not know and gives those that are absent their default, so that old and new versions understand
 * each other.
 */
public final class EventCodec {
    /** The largest body: what needs more belongs into the object store. */
    public static final int LARGEST_EVENT_BYTES = 64 << 10;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.ALWAYS))
            .build();

    private static final Map<String, ObjectReader> READERS =
            types(Event.class).collect(Collectors.toUnmodifiableMap(EventCodec::typeName, JSON::readerFor));

    private EventCodec() {}

    /**
     * Writes an event.
     *
     * @throws IllegalStateException when the body is larger than {@link #LARGEST_EVENT_BYTES}
     */
    public static EncodedEvent encode(Event event) {
        byte[] value = write(event);
        if (value.length > LARGEST_EVENT_BYTES) {
            throw new IllegalStateException(
                    "an event takes at most %d bytes, %s takes %d: put the bulk into the object store, carry an ObjectRef"
                            .formatted(LARGEST_EVENT_BYTES, event.id(), value.length));
        }
        var headers = Map.of(
                "content-type", "application/json",
                "ce_specversion", "1.0",
                "ce_id", event.id(),
                // ids are the same whoever writes the event, so the source names the project and not the process
                "ce_source", "/projects/" + event.project(),
                "ce_type", typeName(event.getClass()),
                "ce_time", event.at().toString(),
                "ce_subject", event.subject());
        return new EncodedEvent(event.topic(), event.key(), headers, value);
    }

    /**
     * Reads an event.
     *
     * @return empty for a type that this version does not know: written by a newer one, to be passed over
     * @throws IllegalArgumentException when this is no event, or one that breaks its rules: to be dead-lettered
     */
    public static Optional<Event> decode(Map<String, String> headers, byte[] value) {
        var type = header(headers, "ce_type");
        Rule.require("1.0".equals(header(headers, "ce_specversion")), "ce_specversion", "1.0", headers);
        var reader = READERS.get(type);
        if (reader == null) {
            return Optional.empty();
        }
        var event = read(reader, type, value);
        Rule.require(event.id().equals(header(headers, "ce_id")), "ce_id", event.id(), headers.get("ce_id"));
        return Optional.of(event);
    }

    /** The type of an event in its headers, like {@code io.scanloop.StudyStored.v1}. */
    public static String typeName(Class<?> event) {
        return "io.scanloop." + event.getSimpleName() + ".v1";
    }

    /** The records of a family, in the order in which it names them. */
    static Stream<Class<?>> types(Class<?> family) {
        Class<?> @Nullable [] permitted = family.getPermittedSubclasses();
        return permitted == null ? Stream.of(family) : Stream.of(permitted).flatMap(EventCodec::types);
    }

    private static byte[] write(Event event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + event.id() + " as JSON", e);
        }
    }

    private static Event read(ObjectReader reader, String type, byte[] value) {
        try {
            return reader.readValue(value);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the body must be a %s, which it is not: %s".formatted(type, e.getMessage()), e);
        }
    }

    private static String header(Map<String, String> headers, String name) {
        var value = headers.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "a record of ours has the header %s, this one has %s: it was written by something else"
                            .formatted(name, headers.keySet()));
        }
        return value;
    }
}
