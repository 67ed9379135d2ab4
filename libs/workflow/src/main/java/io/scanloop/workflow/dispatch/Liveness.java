package io.scanloop.workflow.dispatch;

import io.scanloop.events.WorkerSeen;
import io.scanloop.workflow.LogListener;
import io.scanloop.workflow.LoggedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * When each attempt was last heard of, by our own clock: the clocks of workers may be wrong. Whoever starts to listen
 * gives all that was ever heard of the benefit of the doubt once. Safe for use by many threads.
 */
final class Liveness implements LogListener {
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration silence;
    private final Consumer<RuntimeException> troubled;
    private final Consumer<Throwable> stopped;
    private volatile Instant sweepAt = Instant.EPOCH;

    Liveness(Clock clock, Duration silence, Consumer<RuntimeException> troubled, Consumer<Throwable> stopped) {
        this.clock = clock;
        this.silence = silence;
        this.troubled = troubled;
        this.stopped = stopped;
    }

    void heard(String attempt) {
        var now = clock.instant();
        heard.put(attempt, now);
        if (now.isAfter(sweepAt)) {
            sweepAt = now.plus(FORGOTTEN);
            heard.values().removeIf(at -> at.isBefore(now.minus(FORGOTTEN)));
        }
    }

    boolean isAlive(String attempt, Instant now) {
        var last = heard.get(attempt);
        return last != null && last.isAfter(now.minus(silence));
    }

    @Override
    public void on(LoggedEvent logged) {
        if (logged.event() instanceof WorkerSeen seen && seen.attempt() != null) {
            heard(seen.attempt());
        }
    }

    /** A heartbeat that cannot be read is one that was not heard. */
    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {}

    @Override
    public void troubled(RuntimeException cause) {
        troubled.accept(cause);
    }

    @Override
    public void stopped(Throwable cause) {
        stopped.accept(cause);
    }
}
