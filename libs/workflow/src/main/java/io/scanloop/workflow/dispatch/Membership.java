package io.scanloop.workflow.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.scanloop.events.DeadLetter;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.events.Service;
import io.scanloop.events.StepClaimed;
import io.scanloop.events.Topic;
import io.scanloop.events.TriggerEvaluated;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One connection of the loop: a member of the group, which hands what it reads to the holdings of the partition numbers
 * that the group gave it. What was folded before is kept and read on from where it stood.
 */
final class Membership implements ConsumerRebalanceListener, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Integer, Holding> holdings;
    private final Liveness liveness;
    private final LogWriter log;
    private final DispatchListener listener;

    Membership(
            Map<String, String> connection,
            DispatchSettings dispatch,
            Map<Integer, Holding> holdings,
            Liveness liveness,
            LogWriter log,
            DispatchListener listener) {
        this.holdings = holdings;
        this.liveness = liveness;
        this.log = log;
        this.listener = listener;
        this.consumer = new KafkaConsumer<>(
                settings(connection, dispatch), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(DispatchLoop.TOPICS.stream().map(Topic::topicName).toList(), this);
    }

    private static Map<String, Object> settings(Map<String, String> connection, DispatchSettings dispatch) {
        var settings = new HashMap<String, Object>(Map.ofEntries(
                Map.entry("group.id", dispatch.group()),
                // gives the same partition numbers of all topics to the same member
                Map.entry("partition.assignment.strategy", RangeAssignor.class.getName()),
                Map.entry("session.timeout.ms", (int) dispatch.session().toMillis()),
                Map.entry("heartbeat.interval.ms", (int) dispatch.session().toMillis() / 4),
                Map.entry("isolation.level", "read_committed"),
                Map.entry("auto.offset.reset", "earliest"),
                Map.entry("enable.auto.commit", false),
                Map.entry("allow.auto.create.topics", false),
                Map.entry("default.api.timeout.ms", 5000),
                Map.entry("reconnect.backoff.max.ms", 1000),
                Map.entry("max.poll.records", 2000),
                Map.entry("fetch.max.bytes", 8 << 20)));
        settings.putAll(connection);
        return settings;
    }

    /** Takes what came, for a tenth of a second at most when nothing does. */
    void poll() {
        for (var record : consumer.poll(POLL)) {
            take(record);
        }
        boolean isFolding = holdings.values().stream().anyMatch(holding -> !holding.isLive());
        if (isFolding) {
            var positions = consumer.assignment().stream().collect(toMap(partition -> partition, consumer::position));
            boolean isNew = false;
            for (var holding : holdings.values()) {
                isNew |= holding.goesLive(positions);
            }
            if (isNew) {
                listener.owns(holdings.entrySet().stream()
                        .filter(holding -> holding.getValue().isLive())
                        .map(Map.Entry::getKey)
                        .collect(toSet()));
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var holding = holdings.get(record.partition());
        if (holding == null) {
            return; // of a partition that went to another member in between
        }
        var partition = new TopicPartition(record.topic(), record.partition());
        decoded(record, partition, holding).ifPresent(event -> {
            if (event instanceof StepClaimed claimed) {
                liveness.heard(claimed.attempt());
            }
            var project = holding.project(event.project());
            var counted = project.on(event, new LogWriter.Place(partition, record.offset()));
            holding.touch(project);
            if (holding.isLive()) {
                counted.forEach(listener::decided);
                if (event instanceof TriggerEvaluated evaluated) {
                    listener.evaluated(evaluated);
                }
            }
        });
        holding.passed(partition, record.offset());
    }

    /** Empty for a type of event that this version does not know, and for what is no event. */
    private Optional<Event> decoded(ConsumerRecord<byte[], byte[]> record, TopicPartition partition, Holding holding) {
        var headers = new HashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        try {
            if (record.value() == null) {
                throw new IllegalArgumentException("a record without a value is no event");
            }
            return EventCodec.decode(headers, record.value());
        } catch (IllegalArgumentException e) {
            listener.unreadable(partition, record.offset(), e);
            if (holding.isLive()) { // what was there before, an earlier life has set aside
                bury(record, headers, String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        }
    }

    private void bury(ConsumerRecord<byte[], byte[]> record, Map<String, String> headers, String cause) {
        var origin = Stream.of(Topic.values())
                .filter(topic -> topic.topicName().equals(record.topic()))
                .findFirst()
                .orElseThrow();
        var letter = new DeadLetter(origin, record.partition(), record.offset(), Service.INGEST, cause);
        try {
            log.bury(record.key(), record.value() == null ? new byte[0] : record.value(), headers, letter);
        } catch (KafkaException e) {
            listener.troubled(e);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        holdings.values().forEach(Holding::rest);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        var numbers = partitions.stream().map(TopicPartition::partition).collect(toSet());
        holdings.keySet().retainAll(numbers);
        var ends = consumer.endOffsets(partitions);
        for (var number : numbers) {
            var holding = holdings.computeIfAbsent(number, n -> new Holding());
            var own = partitions.stream()
                    .filter(partition -> partition.partition() == number)
                    .toList();
            if (own.size() != DispatchLoop.TOPICS.size()) {
                throw new IllegalStateException(
                        "partition %d of all of %s must come together, got %s: the topics need the same number of partitions"
                                .formatted(number, DispatchLoop.TOPICS, own));
            }
            for (var partition : own) {
                var next = holding.next(partition);
                if (next == null) {
                    consumer.seekToBeginning(List.of(partition));
                } else {
                    consumer.seek(partition, next);
                }
            }
            holding.foldUpTo(
                    own.stream().collect(toMap(partition -> partition, partition -> ends.getOrDefault(partition, 0L))));
        }
        if (numbers.isEmpty()) {
            listener.owns(Set.of());
        }
    }

    /** Makes the call in progress, or the next one, throw a WakeupException. The one method for other threads. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
