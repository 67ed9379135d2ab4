package io.scanloop.workflow.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Which steps lie in the queues, read when somebody asks and not before. A record that was dealt with while an earlier one
 * still waits counts as lying there until that one has gone: the view errs to this side only. One thread at a time.
 */
final class QueueView implements AutoCloseable {
    /** An older view does not answer. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StepQueues queues;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private Set<String> ids = Set.of();
    private Instant takenAt = Instant.EPOCH;
    private boolean isWanted;

    QueueView(Map<String, String> connection, StepQueues queues) {
        var settings = new HashMap<String, Object>(Map.of(
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "allow.auto.create.topics",
                false,
                "default.api.timeout.ms",
                5000,
                "reconnect.backoff.max.ms",
                1000));
        settings.putAll(connection);
        this.queues = queues;
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Whether the sending lies in its queue; empty when that was not looked up lately: it will be, ask again. */
    Optional<Boolean> holds(StepSending sending, Instant now) {
        if (takenAt.isBefore(now.minus(FRESH))) {
            isWanted = true;
            return Optional.empty();
        }
        return Optional.of(ids.contains(sending.eventId()));
    }

    /** Looks it up when it was asked for. */
    void refreshIfWanted(Instant now) {
        if (!isWanted) {
            return;
        }
        ids = read(queues.starts());
        takenAt = now;
        isWanted = false;
    }

    private Set<String> read(Map<TopicPartition, Long> starts) {
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        var ends = consumer.endOffsets(starts.keySet());
        var found = new HashSet<String>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (var record : consumer.poll(POLL)) {
                var id = record.headers().lastHeader("ce_id");
                if (id != null) {
                    found.add(new String(id.value(), UTF_8));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the queues could not be read in " + PATIENCE);
            }
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
