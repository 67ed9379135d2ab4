package io.scanloop.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.EventCodec;
import io.scanloop.events.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole topics, from the beginning and then live, and hands every event to a listener: what views are made of.
 *
 * <p>It belongs to no consumer group, so every replica sees all partitions. It is caught up once it has handed over
 * what stood in the topics when it first reached the broker. Records of aborted transactions are left out. The broker
 * may come and go: the fold waits, and resumes where it was. Each record is handed over once, unless the broker has lost
 * its log, in which case it starts anew; listeners are safe to call twice all the same, since events may be repeated.
 */
public final class LogFold implements AutoCloseable {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private final Collection<String> topics;
    private final LogListener listener;
    private final Map<TopicPartition, Long> next;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable LogReader reader;

    private LogFold(Map<String, String> connection, Set<Topic> topics, LogPosition from, LogListener listener) {
        this.settings = settings(connection);
        this.topics = topics.stream().map(Topic::topicName).toList();
        this.listener = listener;
        this.next = new ConcurrentHashMap<>(from.next());
        this.thread = new Thread(this::run, "log-fold");
        thread.setDaemon(true);
    }

    /**
     * Starts to read.
     *
     * @param connection client settings that lead to the broker: {@code bootstrap.servers}, and security where it is on
     * @param topics at least one
     * @param from where an earlier fold of the same topics stood, or {@link LogPosition#BEGINNING}
     * @param listener told in the fold's thread
     */
    public static LogFold start(
            Map<String, String> connection, Set<Topic> topics, LogPosition from, LogListener listener) {
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("a fold needs at least one topic");
        }
        var fold = new LogFold(connection, topics, from, listener);
        fold.thread.start();
        return fold;
    }

    private static Map<String, Object> settings(Map<String, String> connection) {
        var settings = new HashMap<String, Object>(Map.of(
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "default.api.timeout.ms",
                5000,
                "reconnect.backoff.max.ms",
                1000,
                "max.poll.records",
                2000,
                // bounds what is held for the partitions together, whatever their number
                "fetch.max.bytes",
                8 << 20));
        settings.putAll(connection);
        return settings;
    }

    /** Completes when what was there at the start has been handed over; fails when the fold ends before. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp.copy();
    }

    /** Whether {@link #caughtUp()} has completed. */
    public boolean isCaughtUp() {
        return caughtUp.isDone() && !caughtUp.isCompletedExceptionally();
    }

    /**
     * How far the listener has been told. Asked inside {@link LogListener#on}, the event at hand does not count yet.
     */
    public LogPosition position() {
        return new LogPosition(next);
    }

    /** Stops reading and waits for the call in progress to the listener; no call follows. */
    @Override
    public void close() {
        closing.countDown();
        var current = reader;
        if (current != null) {
            current.wakeUp();
        }
        if (Thread.currentThread() == thread) {
            return; // the listener closes its own fold: the thread ends when this call returns
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            var pause = SHORTEST_PAUSE;
            while (!isClosing()) {
                var before = position();
                try {
                    follow();
                } catch (WakeupException e) {
                    break; // close() alone wakes the reader
                } catch (KafkaException e) {
                    listener.troubled(e);
                    pause = before.equals(position()) ? longer(pause) : SHORTEST_PAUSE;
                    pauseUnlessClosing(pause);
                }
            }
            caughtUp.cancel(false);
        } catch (Throwable e) {
            caughtUp.completeExceptionally(e);
            listener.stopped(e);
        }
    }

    /** Reads until the broker or the listener fails, or the fold is closed. */
    private void follow() {
        try (var opened = new LogReader(settings)) {
            reader = opened;
            if (isClosing()) {
                return; // close() came too early to wake this reader
            }
            opened.assign(topics, next);
            var ends = opened.ends();
            while (!isClosing()) {
                handOver(opened.poll());
                if (isClosing()) {
                    return;
                }
                next.putAll(opened.positions());
                if (hasPassed(ends)) {
                    caughtUp.complete(null);
                }
            }
        } finally {
            reader = null;
        }
    }

    private void handOver(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        for (var record : records) {
            if (isClosing()) {
                return;
            }
            var partition = new TopicPartition(record.topic(), record.partition());
            try {
                decoded(record, partition).ifPresent(listener::on);
            } catch (RuntimeException e) {
                throw new ListenerFailedException(e); // even when it is a KafkaException: reading again does not help
            }
            next.put(partition, record.offset() + 1);
        }
    }

    /** Empty for a type of event that this version does not know, and for what is no event. */
    private Optional<LoggedEvent> decoded(ConsumerRecord<byte[], byte[]> record, TopicPartition partition) {
        try {
            if (record.value() == null) {
                throw new IllegalArgumentException("a record without a value is no event");
            }
            var headers = new HashMap<String, String>();
            record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
            return EventCodec.decode(headers, record.value())
                    .map(event -> new LoggedEvent(event, partition, record.offset()));
        } catch (RuntimeException e) {
            listener.unreadable(partition, record.offset(), e);
            return Optional.empty();
        }
    }

    private boolean hasPassed(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean pauseUnlessClosing(Duration pause) throws InterruptedException {
        return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Duration longer(Duration pause) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private static final class ListenerFailedException extends RuntimeException {
        ListenerFailedException(RuntimeException cause) {
            super("the listener of a log fold failed: the fold ends, since leaving an event out would be wrong", cause);
        }
    }
}
