package io.scanloop.bench.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.EventCodec;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.MetricSource;
import io.scanloop.events.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes batches of metrics at an even pace, from several runs, each batch with the time at which it went out. */
final class Publisher implements AutoCloseable {
    /** The metric that carries the time: microseconds of {@link System#nanoTime}. */
    static final String SENT = "bench/sent-micros";

    static final String PROJECT = "bench";
    private static final int RUNS = 5;
    private static final int POINTS = 20;

    private final KafkaProducer<String, byte[]> producer;
    private long seq;

    Publisher(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5, "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Sends so many batches a second for so long; how many it sent. */
    int run(int perSecond, int seconds) {
        long gap = 1_000_000_000L / perSecond;
        long begun = System.nanoTime();
        int count = perSecond * seconds;
        for (int i = 0; i < count; i++) {
            for (long left; (left = begun + i * gap - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
            }
            send();
        }
        producer.flush();
        return count;
    }

    private void send() {
        var run = "r" + (1 + seq % RUNS);
        var points = new ArrayList<Point>();
        for (int i = 1; i < POINTS; i++) {
            points.add(Point.of("finetune/loss/term-" + i, 0.123456789 * i, seq));
        }
        points.add(Point.of(SENT, System.nanoTime() / 1000.0, seq));
        var encoded = EventCodec.encode(new MetricBatch(
                "metric-batch/%s/finetune-0/a1/%d".formatted(run, seq),
                PROJECT,
                run,
                "finetune-0",
                "finetune",
                seq,
                Instant.now(),
                points,
                new MetricSource("amae", "tiny", "finetune-worker-1", "a1")));
        seq++;
        var record = new ProducerRecord<>(encoded.topic().topicName(), encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        var unused = producer.send(record); // an error shows as batches that no client gets
    }

    @Override
    public void close() {
        producer.close();
    }
}
