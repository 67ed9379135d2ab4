package io.scanloop.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.EventCodec;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.StudyStored;
import io.scanloop.events.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes numbered studies of projects; every append has been acknowledged when it returns. */
final class StudyLog implements AutoCloseable {
    private final KafkaProducer<String, byte[]> plain;
    private final KafkaProducer<String, byte[]> transactional;
    private boolean isReadyForTransactions;

    StudyLog(String bootstrapServers) {
        plain = producer(Map.of("bootstrap.servers", bootstrapServers));
        transactional = producer(Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "studies"));
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    static String id(String project, int number) {
        return "study-stored/%s/s%d/r1".formatted(project, number);
    }

    void append(String project, int from, int to) {
        send(plain, project, from, to);
    }

    void appendInTransaction(String project, int from, int to) {
        begin();
        send(transactional, project, from, to);
        transactional.commitTransaction();
    }

    void abort(String project, int from, int to) {
        begin();
        send(transactional, project, from, to);
        transactional.abortTransaction();
    }

    void appendGarbage(String project) {
        acknowledged(plain.send(new ProducerRecord<>(Topic.STUDIES.topicName(), project, new byte[0])));
    }

    private void begin() {
        if (!isReadyForTransactions) {
            transactional.initTransactions();
            isReadyForTransactions = true;
        }
        transactional.beginTransaction();
    }

    private static void send(KafkaProducer<String, byte[]> producer, String project, int from, int to) {
        var sent = new ArrayList<Future<?>>();
        for (var number = from; number < to; number++) {
            sent.add(producer.send(record(project, number)));
        }
        sent.forEach(StudyLog::acknowledged);
    }

    private static ProducerRecord<String, byte[]> record(String project, int number) {
        var encoded = EventCodec.encode(new StudyStored(
                id(project, number),
                Instant.EPOCH,
                project,
                "patient",
                "s" + number,
                1,
                List.of("T1"),
                new ObjectRef("manifest", "0".repeat(64), 1),
                "local"));
        var record = new ProducerRecord<>(encoded.topic().topicName(), encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }

    private static void acknowledged(Future<?> sent) {
        try {
            sent.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e);
        }
    }

    @Override
    public void close() {
        plain.close();
        transactional.close();
    }
}
