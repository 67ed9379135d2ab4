package io.scanloop.workflow.step;

import io.scanloop.events.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what is of interest now and of none later: heartbeats and the live tail of metrics. What the broker does not take
 * within some seconds is given up.
 */
final class LivePublisher implements AutoCloseable {
    private final StepListener listener;
    private final KafkaProducer<byte[], byte[]> producer;
    /** What the broker has neither taken nor missed for good. */
    private final Map<Long, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    private final AtomicLong handedOver = new AtomicLong();

    LivePublisher(Map<String, String> connection, String worker, StepListener listener) {
        this.listener = listener;
        var settings = new HashMap<String, Object>(Map.of(
                "client.id",
                worker + "-live",
                "acks",
                "all",
                "linger.ms",
                5,
                "buffer.memory",
                4L << 20,
                "compression.type",
                "gzip",
                "max.block.ms",
                1000,
                "request.timeout.ms",
                5000,
                "delivery.timeout.ms",
                15_000,
                "reconnect.backoff.max.ms",
                1000,
                "enable.metrics.push",
                false));
        settings.putAll(connection);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Hands an event over; waits some seconds when the broker is away. */
    void send(Event event) {
        var sent = new CompletableFuture<Void>();
        long number = handedOver.incrementAndGet();
        underWay.put(number, sent);
        try {
            var unused = producer.send(Records.of(event), (metadata, failure) -> {
                arrived(number);
                if (failure != null) {
                    listener.troubled("sending " + event.id(), failure);
                }
            });
        } catch (KafkaException e) {
            arrived(number);
            listener.troubled("sending " + event.id(), e);
        }
    }

    private void arrived(long number) {
        var sent = underWay.remove(number);
        if (sent != null) {
            sent.complete(null);
        }
    }

    /** Completes once the broker has taken what was handed over so far, or never will. */
    CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(underWay.values().toArray(new CompletableFuture<?>[0]));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
