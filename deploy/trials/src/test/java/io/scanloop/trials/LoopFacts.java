package io.scanloop.trials;

import io.scanloop.bench.rig.LogReader;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.events.RunDecision;
import io.scanloop.events.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the topics of the loop hold at one moment.
 *
 * @param records every record in the order of its topic, repeated ones too
 */
record LoopFacts(List<Event> records) {

    static LoopFacts read(String bootstrapServers, Topic... topics) {
        try (var log = new LogReader(bootstrapServers)) {
            var names = Stream.of(topics).map(Topic::topicName).toList();
            return new LoopFacts(
                    log.readAll(names).stream().flatMap(LoopFacts::event).toList());
        }
    }

    /** The event of a record; none for one of a type that this version does not know. */
    static Stream<Event> event(ConsumerRecord<String, byte[]> found) {
        Map<String, String> headers = new HashMap<>();
        found.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        return EventCodec.decode(headers, found.value()).stream();
    }

    /** Records of a type; of decisions those that count, the first with its number. */
    <E extends Event> List<E> of(Class<E> type) {
        var numbers = new HashSet<Long>();
        var counting = new ArrayList<E>();
        for (var event : records) {
            boolean counts = !(event instanceof RunDecision decision) || numbers.add(decision.number());
            if (counts && type.isInstance(event)) {
                counting.add(type.cast(event));
            }
        }
        return counting;
    }
}
