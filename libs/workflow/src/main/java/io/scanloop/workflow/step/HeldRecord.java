package io.scanloop.workflow.step;

import io.scanloop.events.DeadLetter;
import io.scanloop.events.EventCodec;
import io.scanloop.events.Service;
import io.scanloop.events.StepReady;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** A record that this worker took from a queue, and its lock as long as it lasts. For one thread. */
final class HeldRecord {
    private final StepQueue queue;
    private final Clock clock;
    private final Duration renewEvery;
    private final Instant taken;
    private ConsumerRecord<byte[], byte[]> record;
    private Instant renewed;
    private @Nullable Instant lost;

    HeldRecord(StepQueue queue, ConsumerRecord<byte[], byte[]> record, Clock clock) {
        this.queue = queue;
        this.record = record;
        this.clock = clock;
        this.renewEvery = queue.lock().dividedBy(3);
        this.taken = clock.instant();
        this.renewed = taken;
    }

    /** When it was taken. */
    Instant taken() {
        return taken;
    }

    /** Topic, partition and offset. */
    String origin() {
        return "%s/%d/%d".formatted(record.topic(), record.partition(), record.offset());
    }

    boolean isFrom(StepQueue other) {
        return queue == other;
    }

    /** Whether another worker may get the record. */
    boolean isLost() {
        return lost != null;
    }

    /**
     * The step that it carries.
     *
     * @throws IllegalArgumentException when it carries none, or one that its queue is not for
     */
    StepReady step() {
        if (record.value() == null) {
            throw new IllegalArgumentException("a record without a value is no event");
        }
        var event = EventCodec.decode(Records.headers(record.headers()), record.value())
                .orElseThrow(() -> new IllegalArgumentException(
                        "a queue of steps carries StepReady, got a type of event that this version does not know"));
        if (!(event instanceof StepReady step) || step.topic() != queue.topic()) {
            throw new IllegalArgumentException("%s carries its StepReady, got %s of %s"
                    .formatted(
                            queue.topic().topicName(),
                            event.getClass().getSimpleName(),
                            event.topic().topicName()));
        }
        return step;
    }

    /** What is written for a record that carries no step. */
    ProducerRecord<byte[], byte[]> deadLetter(Service reader, String cause) {
        return Records.of(new DeadLetter(queue.topic(), record.partition(), record.offset(), reader, cause), record);
    }

    /**
     * Begins the lock anew when a third of it has passed.
     *
     * @throws KafkaException when the lock is lost just now
     */
    void renewWhenDue() {
        var now = clock.instant();
        if (isLost() || now.isBefore(renewed.plus(renewEvery))) {
            return;
        }
        try {
            record = queue.renew(record);
            renewed = now;
        } catch (KafkaException e) {
            lost = now;
            throw e;
        }
    }

    /**
     * Takes it out of the queue; nothing when the lock was lost before.
     *
     * @throws KafkaException when the lock is lost just now: it will come again, to this worker or another
     */
    void accept() {
        if (isLost()) {
            return;
        }
        try {
            queue.accept(record);
        } catch (KafkaException e) {
            lost = clock.instant();
            throw e;
        }
    }
}
