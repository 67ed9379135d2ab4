package io.scanloop.events;

import java.util.Map;
import java.util.TreeMap;

/**
 * A record that its reader cannot digest, on its way to {@link Topic#deadLetterTopicName}: key and value go as they came,
 * the origin and the cause as headers beside those of the record.
 *
 * @param origin where it was read
 * @param partition the partition there
 * @param offset the offset there
 * @param reader who could not digest it
 * @param cause what was expected, what came
 */
public record DeadLetter(Topic origin, int partition, long offset, Service reader, String cause) {
    private static final int LONGEST_CAUSE = 2000;

    public DeadLetter {
        Rule.atLeast(0, "partition", partition);
        Rule.atLeast(0, "offset", offset);
        Rule.notBlank("cause", cause);
    }

    /** The headers of the dead letter, those that the record came with included. */
    public Map<String, String> headers(Map<String, String> original) {
        var headers = new TreeMap<>(original);
        headers.put("scanloop_origin", "%s/%d/%d".formatted(origin.topicName(), partition, offset));
        headers.put("scanloop_reader", reader.serviceName());
        headers.put("scanloop_cause", cause.substring(0, Math.min(cause.length(), LONGEST_CAUSE)));
        return headers;
    }
}
