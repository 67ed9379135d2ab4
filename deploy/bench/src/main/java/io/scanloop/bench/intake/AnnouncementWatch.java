package io.scanloop.bench.intake;

import io.scanloop.bench.rig.LogReader;
import io.scanloop.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A subscriber of the topic of studies that notes when it saw each event. */
final class AnnouncementWatch implements AutoCloseable {
    private final LogReader log;
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean isOver;

    private AnnouncementWatch(LogReader log) {
        this.log = log;
        this.thread = new Thread(this::look, "announcement-watch");
        thread.setDaemon(true);
    }

    static AnnouncementWatch start(String bootstrapServers) {
        var log = new LogReader(bootstrapServers);
        log.follow(List.of(Topic.STUDIES.topicName()));
        var watch = new AnnouncementWatch(log);
        watch.thread.start();
        return watch;
    }

    private void look() {
        while (!isOver) {
            for (var announced : log.poll(Duration.ofMillis(100))) {
                var id = announced.headers().lastHeader("ce_id").value();
                seen.putIfAbsent(new String(id, StandardCharsets.UTF_8), System.nanoTime());
            }
        }
        log.close();
    }

    /** When the event came, by {@link System#nanoTime}; waits for it. */
    long awaited(String eventId) throws InterruptedException, TimeoutException {
        long begun = System.nanoTime();
        while (!seen.containsKey(eventId)) {
            if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(30)) {
                throw new TimeoutException("no event %s within 30 s after its acknowledgement".formatted(eventId));
            }
            Thread.sleep(1);
        }
        return seen.get(eventId);
    }

    @Override
    public void close() {
        isOver = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
