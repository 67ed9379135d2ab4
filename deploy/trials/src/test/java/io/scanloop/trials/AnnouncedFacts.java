package io.scanloop.trials;

import io.scanloop.bench.rig.LogReader;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.events.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events on the topic of studies, each once.
 *
 * @param events in the order in which they came first
 * @param repeated records that say again what an earlier one said
 * @param contradictions ids under which two different things were said
 */
record AnnouncedFacts(List<Event> events, int repeated, List<String> contradictions) {

    static AnnouncedFacts read(String bootstrapServers) {
        var values = new LinkedHashMap<String, byte[]>();
        var events = new ArrayList<Event>();
        var contradictions = new ArrayList<String>();
        int repeated = 0;
        try (var log = new LogReader(bootstrapServers)) {
            for (var found : log.readAll(List.of(Topic.STUDIES.topicName()))) {
                Map<String, String> headers = new LinkedHashMap<>();
                found.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
                var event = EventCodec.decode(headers, found.value()).orElseThrow();
                var before = values.putIfAbsent(event.id(), found.value());
                if (before == null) {
                    events.add(event);
                } else if (Arrays.equals(before, found.value())) {
                    repeated++;
                } else {
                    contradictions.add(event.id());
                }
            }
        }
        return new AnnouncedFacts(events, repeated, contradictions);
    }

    <E extends Event> List<E> of(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
