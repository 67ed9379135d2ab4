package io.scanloop.workflow.step;

import io.scanloop.events.Event;
import io.scanloop.events.WorkerSeen;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says that the worker lives, what it is at and what it measures, in a thread of its own. */
final class Presence implements AutoCloseable {
    private static final Duration TAIL = Duration.ofSeconds(1);

    private final Worker worker;
    private final LivePublisher publisher;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var made = new Thread(task, "worker-presence");
        made.setDaemon(true);
        return made;
    });
    private volatile @Nullable Attempt current;

    private Presence(Worker worker, LivePublisher publisher, Clock clock) {
        this.worker = worker;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Begins with a first sign of life. */
    static Presence start(Worker worker, LivePublisher publisher, Duration heartbeat, Clock clock) {
        var presence = new Presence(worker, publisher, clock);
        var unusedBeat =
                presence.thread.scheduleAtFixedRate(presence::beat, 0, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        var unusedTail = presence.thread.scheduleWithFixedDelay(
                presence::tail, TAIL.toMillis(), TAIL.toMillis(), TimeUnit.MILLISECONDS);
        return presence;
    }

    /** The worker begins with a step: said at once. */
    void at(Attempt attempt) {
        current = attempt;
        thread.execute(this::beat);
    }

    /**
     * Sends the last points of an attempt.
     *
     * @return completes once the broker has them and all before them, or never will
     */
    CompletableFuture<Void> lastPoints(Attempt attempt) {
        return CompletableFuture.runAsync(() -> attempt.metrics().drain().forEach(publisher::send), thread)
                .thenCompose(sent -> publisher.settled());
    }

    /** The worker is idle again: said at once, after the last points. */
    void idle() {
        var before = current;
        current = null;
        thread.execute(() -> {
            if (before != null) {
                before.metrics().drain().forEach(publisher::send);
            }
            beat();
        });
    }

    private void beat() {
        var now = clock.instant();
        var attempt = current;
        var claim = attempt == null ? null : attempt.claim();
        publisher.send(new WorkerSeen(
                "worker-seen/%s/%d".formatted(worker.name(), now.toEpochMilli()),
                now,
                claim == null ? Event.NO_PROJECT : claim.step().project(),
                worker.name(),
                worker.service(),
                worker.device(),
                claim == null ? null : claim.step().run(),
                claim == null ? null : claim.step().step(),
                claim == null ? null : claim.attempt(),
                attempt == null ? null : attempt.share()));
    }

    private void tail() {
        var attempt = current;
        if (attempt != null) {
            attempt.metrics().drain().forEach(publisher::send);
        }
    }

    /** Says what was asked to be said, for at most two seconds. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
