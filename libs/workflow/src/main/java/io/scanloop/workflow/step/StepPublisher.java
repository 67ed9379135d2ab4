package io.scanloop.workflow.step;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what must not be lost, one record after the other. While the broker is away it goes on trying, and nobody waits
 * but those who want to.
 */
final class StepPublisher implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final StepListener listener;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var made = new Thread(task, "step-publisher");
        made.setDaemon(true);
        return made;
    });
    private final CountDownLatch closing = new CountDownLatch(1);

    StepPublisher(Map<String, String> connection, String worker, StepListener listener) {
        this.listener = listener;
        var settings = new HashMap<String, Object>(Map.of(
                "client.id",
                worker + "-events",
                "acks",
                "all",
                "enable.idempotence",
                true,
                "retries",
                Integer.MAX_VALUE,
                "linger.ms",
                0,
                "max.block.ms",
                60_000,
                "delivery.timeout.ms",
                600_000,
                "reconnect.backoff.max.ms",
                1000,
                "enable.metrics.push",
                false));
        settings.putAll(connection);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Writes a record after those before it.
     *
     * @return completes when the broker has acknowledged it; fails when the broker refuses it for good, or this was closed
     *     before
     */
    CompletableFuture<Void> publish(ProducerRecord<byte[], byte[]> record) {
        return CompletableFuture.runAsync(() -> send(record), thread);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        while (true) {
            try {
                producer.send(record).get();
                return;
            } catch (ExecutionException e) {
                retryOrThrow(record, e.getCause() == null ? e : e.getCause());
            } catch (KafkaException e) {
                retryOrThrow(record, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted before the broker had a record of " + record.topic(), e);
            }
        }
    }

    private void retryOrThrow(ProducerRecord<byte[], byte[]> record, Throwable cause) throws KafkaException {
        listener.troubled("publishing to " + record.topic(), cause);
        if (isForGood(cause)) {
            throw new KafkaException("the broker refuses a record of " + record.topic(), cause);
        }
        try {
            if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KafkaException("closed before the broker had a record of " + record.topic(), cause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted before the broker had a record of " + record.topic(), e);
        }
    }

    /** Whether what was turned away will be turned away again. */
    private static boolean isForGood(Throwable cause) {
        return cause instanceof RecordTooLargeException
                || cause instanceof InvalidTopicException
                || cause instanceof AuthorizationException;
    }

    /** Ends at once what still waits for the broker. */
    @Override
    public void close() {
        closing.countDown();
        thread.shutdown();
        producer.close(Duration.ofSeconds(1));
    }
}
