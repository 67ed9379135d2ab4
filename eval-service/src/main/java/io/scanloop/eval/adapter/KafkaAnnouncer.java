package io.scanloop.eval.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.eval.AnnouncementException;
import io.scanloop.eval.Announcer;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes events to the log. It waits for the producer's last word, however long that takes within its delivery timeout, and
 * sends nothing twice by itself: after a failure whoever reads the log to its end knows what arrived.
 */
final class KafkaAnnouncer implements Announcer, AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;

    KafkaAnnouncer(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Connects when it is first used.
     *
     * @param delivery after which the producer gives up; within it a restart of the broker is not noticed
     */
    static KafkaAnnouncer of(Map<String, String> connection, Duration delivery) {
        var settings = new HashMap<String, Object>(Map.of(
                "acks",
                "all",
                "enable.idempotence",
                true,
                "linger.ms",
                0,
                "max.block.ms",
                Math.min(3000, delivery.toMillis()),
                "request.timeout.ms",
                Math.toIntExact(delivery.toMillis() / 2),
                "delivery.timeout.ms",
                Math.toIntExact(delivery.toMillis()),
                "reconnect.backoff.max.ms",
                500));
        settings.putAll(connection);
        return new KafkaAnnouncer(new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    @Override
    public void announce(Event event) {
        var encoded = EventCodec.encode(event);
        var key = encoded.key();
        var message = new ProducerRecord<byte[], byte[]>(
                encoded.topic().topicName(), key == null ? null : key.getBytes(UTF_8), encoded.value());
        encoded.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
        try {
            producer.send(message).get();
        } catch (ExecutionException | KafkaException | IllegalStateException e) {
            throw new AnnouncementException(
                    "the broker must acknowledge %s, it did not: %s".formatted(event.id(), rootOf(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AnnouncementException("interrupted while %s was announced".formatted(event.id()), e);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        var cause = failure.getCause();
        return cause == null || cause == failure ? failure : rootOf(cause);
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
