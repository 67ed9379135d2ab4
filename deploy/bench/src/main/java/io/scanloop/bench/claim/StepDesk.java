package io.scanloop.bench.claim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.EventCodec;
import io.scanloop.events.StepClaimed;
import io.scanloop.events.StepReady;
import io.scanloop.events.Topic;
import io.scanloop.workflow.LogFold;
import io.scanloop.workflow.LogListener;
import io.scanloop.workflow.LogPosition;
import io.scanloop.workflow.LoggedEvent;
import io.scanloop.workflow.step.Claim;
import io.scanloop.workflow.step.StepListener;
import io.scanloop.workflow.step.StepOutcome;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends steps and hears what becomes of them. */
final class StepDesk implements StepListener, LogListener, AutoCloseable {
    private static final long LONGEST_SECONDS = 60;

    private final Map<String, CompletableFuture<Long>> claimed = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> ended = new ConcurrentHashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final LogFold fold;

    private StepDesk(Map<String, String> connection) {
        producer = new KafkaProducer<>(
                new HashMap<>(Map.of("bootstrap.servers", connection.get("bootstrap.servers"), "linger.ms", 0)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        fold = LogFold.start(connection, EnumSet.of(Topic.STEP_EVENTS), LogPosition.BEGINNING, this);
    }

    static StepDesk open(Map<String, String> connection) {
        var desk = new StepDesk(connection);
        desk.fold.caughtUp().join();
        return desk;
    }

    /** Sends a step to a worker and waits until that has no work again. */
    double secondsUntilClaimed(StepReady step) throws Exception {
        var heard = claimedOf(step.step());
        var encoded = EventCodec.encode(step);
        var record = new ProducerRecord<byte[], byte[]>(encoded.topic().topicName(), encoded.value());
        encoded.headers().forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        long begun = System.nanoTime();
        var unused = producer.send(record);
        double seconds = (heard.get(LONGEST_SECONDS, TimeUnit.SECONDS) - begun) / 1e9;
        endedOf(step.step()).get(LONGEST_SECONDS, TimeUnit.SECONDS);
        return seconds;
    }

    private CompletableFuture<Long> claimedOf(String step) {
        return claimed.computeIfAbsent(step, name -> new CompletableFuture<>());
    }

    private CompletableFuture<Void> endedOf(String step) {
        return ended.computeIfAbsent(step, name -> new CompletableFuture<>());
    }

    @Override
    public void on(LoggedEvent event) {
        if (event.event() instanceof StepClaimed claim) {
            claimedOf(claim.step()).complete(System.nanoTime());
        }
    }

    @Override
    public void ended(Claim claim, StepOutcome outcome) {
        endedOf(claim.step().step()).complete(null);
    }

    @Override
    public void ready() {}

    @Override
    public void claimed(Claim claim) {}

    @Override
    public void passed(StepReady step, String why) {
        throw new IllegalStateException("a step was passed over: " + why);
    }

    @Override
    public void deadLettered(String origin, String cause) {
        throw new IllegalStateException("a step was not understood: " + cause);
    }

    @Override
    public void lostLock(String origin, String cause) {
        System.err.println("lost a lock: " + cause);
    }

    @Override
    public void troubled(String doing, Throwable cause) {
        System.err.println("trouble while " + doing + ": " + cause);
    }

    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {
        throw cause;
    }

    @Override
    public void troubled(RuntimeException cause) {
        System.err.println("trouble while listening: " + cause);
    }

    @Override
    public void stopped(Throwable cause) {
        System.err.println("no longer listens: " + cause);
    }

    @Override
    public void close() {
        fold.close();
        producer.close();
    }
}
