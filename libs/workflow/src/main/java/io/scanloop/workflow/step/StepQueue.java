package io.scanloop.workflow.step;

import io.scanloop.events.ShareGroup;
import io.scanloop.events.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * One queue of steps, of which this worker holds at most one record at a time. For one thread.
 *
 * <p>A share consumer that has been polled once goes on fetching until it has acquired a record, polled again or not: a
 * queue that is not going to be polled must {@link #rest}, or it keeps a record from the others.
 */
final class StepQueue implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration USUAL_LOCK = Duration.ofSeconds(30);

    private final Topic topic;
    private final ShareGroup group;
    private final Map<String, Object> settings;
    private @Nullable KafkaShareConsumer<byte[], byte[]> consumer;
    private boolean isPolled;

    StepQueue(Map<String, String> connection, Topic topic, String worker) {
        this.topic = topic;
        this.group = topic.shareGroup()
                .orElseThrow(() -> new IllegalArgumentException(topic.topicName() + " is no queue of steps"));
        this.settings = new HashMap<>(Map.of(
                "group.id",
                group.name(),
                "client.id",
                worker + "-" + topic.topicName(),
                "share.acknowledgement.mode",
                "explicit",
                "share.acquire.mode",
                "record_limit",
                "max.poll.records",
                1,
                // bounds how long a close waits for the fetch in flight
                "fetch.max.wait.ms",
                250,
                "default.api.timeout.ms",
                5000,
                "reconnect.backoff.max.ms",
                1000,
                "enable.metrics.push",
                false));
        settings.putAll(connection);
    }

    Topic topic() {
        return topic;
    }

    ShareGroup group() {
        return group;
    }

    /** Whether it was polled since it last rested: only then may it have joined its group. */
    boolean isPolled() {
        return isPolled;
    }

    /**
     * The next record, whose lock this worker then holds.
     *
     * @throws KafkaException when the broker refuses; the queue rests then
     */
    Optional<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        try {
            isPolled = true;
            return polled(open(), wait);
        } catch (RuntimeException e) {
            rest();
            throw e;
        }
    }

    /** How long the broker keeps a record for its holder. */
    Duration lock() {
        return open().acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(USUAL_LOCK);
    }

    /**
     * Begins the lock on a record anew.
     *
     * @return the record, to be acknowledged again
     * @throws KafkaException when the lock is lost; the queue rests then
     */
    ConsumerRecord<byte[], byte[]> renew(ConsumerRecord<byte[], byte[]> record) {
        acknowledge(record, AcknowledgeType.RENEW);
        var renewed = poll(ANSWER);
        if (renewed.isEmpty() || !isSame(record, renewed.get())) {
            rest();
            throw new KafkaException("after a renewal the broker must return the same record, it returned " + renewed);
        }
        return renewed.get();
    }

    /**
     * Takes a record out of the queue.
     *
     * @throws KafkaException when the lock was lost; the queue rests then, and the record comes again
     */
    void accept(ConsumerRecord<byte[], byte[]> record) {
        acknowledge(record, AcknowledgeType.ACCEPT);
    }

    /** Gives back what the queue may have fetched, and fetches no more until it is polled. */
    void rest() {
        var open = consumer;
        consumer = null;
        isPolled = false;
        if (open != null) {
            open.close(CLOSE);
        }
    }

    @Override
    public void close() {
        rest();
    }

    private void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        try {
            var open = open();
            open.acknowledge(record, type);
            for (var refusal : open.commitSync(ANSWER).values()) {
                if (refusal.isPresent()) {
                    throw refusal.get();
                }
            }
        } catch (KafkaException e) {
            rest();
            throw e;
        } catch (IllegalStateException e) {
            rest();
            throw new KafkaException("the consumer no longer knows the record", e);
        }
    }

    private KafkaShareConsumer<byte[], byte[]> open() {
        var open = consumer;
        if (open == null) {
            open = new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer = open;
            open.subscribe(java.util.List.of(topic.topicName()));
        }
        return open;
    }

    private Optional<ConsumerRecord<byte[], byte[]>> polled(KafkaShareConsumer<byte[], byte[]> open, Duration wait) {
        var records = open.poll(wait);
        if (records.count() > 1) {
            throw new IllegalStateException(
                    "a poll must return at most one record, it returned %d".formatted(records.count()));
        }
        for (var record : records) {
            return Optional.of(record);
        }
        return Optional.empty();
    }

    private static boolean isSame(ConsumerRecord<?, ?> one, ConsumerRecord<?, ?> other) {
        return one.partition() == other.partition() && one.offset() == other.offset();
    }
}
