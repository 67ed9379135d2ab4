package io.scanloop.events;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it lies in its topic: CloudEvents 1.0 in binary mode.
 *
 * @param key what orders it among the records of its topic; null where order means nothing
 * @param headers {@code content-type} and the attributes of CloudEvents, {@code ce_...}
 * @param value the event as JSON in UTF-8, at most {@link EventCodec#LARGEST_EVENT_BYTES}; owned by the receiver
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncodedEvent(Topic topic, @Nullable String key, Map<String, String> headers, byte[] value) {
    public EncodedEvent {
        headers = Map.copyOf(headers);
    }
}
