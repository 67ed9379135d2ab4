package io.scanloop.eval.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.eval.stream.MetricLog;
import io.scanloop.eval.stream.StreamPosition;
import io.scanloop.events.EventCodec;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The topic of the live tail, read again where a client needs it. */
final class KafkaMetricLog implements MetricLog {
    private static final String NAME = Topic.METRICS_TRAINING.topicName();
    private static final int PARTITIONS = Topic.METRICS_TRAINING.partitions();
    private static final Set<Topic> TOPICS = Set.of(Topic.METRICS_TRAINING);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final LogEnds ends;
    private final Map<String, String> connection;

    KafkaMetricLog(LogEnds ends, Map<String, String> connection) {
        this.ends = ends;
        this.connection = connection;
    }

    @Override
    public StreamPosition beginning() {
        return position(ends.beginnings(TOPICS));
    }

    @Override
    public StreamPosition end() {
        return position(ends.ends(TOPICS));
    }

    @Override
    public StreamPosition since(Instant time) {
        var offsets = new HashMap<>(ends.ends(TOPICS));
        offsets.putAll(ends.since(TOPICS, time));
        return position(offsets);
    }

    private static StreamPosition position(Map<TopicPartition, Long> offsets) {
        var next = new HashMap<Integer, Long>();
        offsets.forEach((partition, offset) -> next.put(partition.partition(), offset));
        return StreamPosition.of(next, PARTITIONS);
    }

    /** The same, as a fold of the log wants it. */
    static Map<TopicPartition, Long> offsets(StreamPosition position) {
        var offsets = new HashMap<TopicPartition, Long>();
        for (int partition = 0; partition < position.partitions(); partition++) {
            offsets.put(new TopicPartition(NAME, partition), position.next(partition));
        }
        return offsets;
    }

    @Override
    public Replay replay(StreamPosition from, StreamPosition to) {
        return new TopicReplay(from, to);
    }

    /** A reader of its own, with small buffers: there may be many. */
    private final class TopicReplay implements Replay {
        private final StreamPosition to;
        private final KafkaConsumer<byte[], byte[]> consumer;

        TopicReplay(StreamPosition from, StreamPosition to) {
            this.to = to;
            var settings = new HashMap<String, Object>(Map.of(
                    "isolation.level",
                    "read_committed",
                    "enable.auto.commit",
                    false,
                    "auto.offset.reset",
                    "earliest",
                    "allow.auto.create.topics",
                    false,
                    "default.api.timeout.ms",
                    10_000,
                    "fetch.max.bytes",
                    1 << 19,
                    "max.partition.fetch.bytes",
                    1 << 18,
                    "max.poll.records",
                    500));
            settings.putAll(connection);
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer.assign(IntStream.range(0, PARTITIONS)
                    .filter(partition -> from.next(partition) < to.next(partition))
                    .mapToObj(partition -> new TopicPartition(NAME, partition))
                    .toList());
            consumer.assignment().forEach(partition -> consumer.seek(partition, from.next(partition.partition())));
        }

        @Override
        public @Nullable List<Placed> next() {
            var open = consumer.assignment().stream()
                    .filter(partition -> consumer.position(partition) < to.next(partition.partition()))
                    .toList();
            if (open.isEmpty()) {
                return null;
            }
            var placed = new ArrayList<Placed>();
            for (var record : consumer.poll(POLL)) {
                if (to.isPast(record.partition(), record.offset())) {
                    batch(record)
                            .ifPresent(batch -> placed.add(new Placed(batch, record.partition(), record.offset())));
                }
            }
            return placed;
        }

        @Override
        public void close() {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    /** Empty for what is none: the fold of the tail warns of it. */
    private static Optional<MetricBatch> batch(ConsumerRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        try {
            return EventCodec.decode(headers, record.value())
                    .filter(MetricBatch.class::isInstance)
                    .map(MetricBatch.class::cast);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
