package io.scanloop.workflow.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.DeadLetter;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Appends to the log. What a method returns from was acknowledged; what it throws from may stand in the log or not. */
final class LogWriter implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;

    LogWriter(Map<String, String> connection) {
        var settings = new HashMap<String, Object>(Map.of(
                "acks",
                "all",
                "enable.idempotence",
                true,
                "linger.ms",
                0,
                "max.block.ms",
                5000,
                "request.timeout.ms",
                4000,
                "delivery.timeout.ms",
                8000,
                "reconnect.backoff.max.ms",
                1000));
        settings.putAll(connection);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes an event to its topic. */
    Place append(Event event) {
        var encoded = EventCodec.encode(event);
        return send(encoded.topic().topicName(), bytes(encoded.key()), encoded.value(), encoded.headers());
    }

    /** Sets an event aside that is given up. */
    void bury(Event event, DeadLetter letter) {
        var encoded = EventCodec.encode(event);
        send(
                encoded.topic().deadLetterTopicName(),
                bytes(encoded.key()),
                encoded.value(),
                letter.headers(encoded.headers()));
    }

    /** Sets a record aside that is no event. */
    void bury(byte @Nullable [] key, byte[] value, Map<String, String> headers, DeadLetter letter) {
        send(letter.origin().deadLetterTopicName(), key, value, letter.headers(headers));
    }

    private Place send(String topic, byte @Nullable [] key, byte[] value, Map<String, String> headers) {
        var message = new ProducerRecord<byte[], byte[]>(topic, key, value);
        headers.forEach((name, text) -> message.headers().add(name, text.getBytes(UTF_8)));
        try {
            var written = producer.send(message).get();
            return new Place(new TopicPartition(written.topic(), written.partition()), written.offset());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause
                    ? cause
                    : new KafkaException("a record could not be written to " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while a record was written to " + topic, e);
        }
    }

    private static byte @Nullable [] bytes(@Nullable String key) {
        return key == null ? null : key.getBytes(UTF_8);
    }

    /** Where a record stands. */
    record Place(TopicPartition partition, long offset) {}

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
