package io.scanloop.workflow.step;

import io.scanloop.events.RunDecision;
import io.scanloop.events.Topic;
import io.scanloop.events.WorkerSeen;
import io.scanloop.workflow.LogFold;
import io.scanloop.workflow.LogListener;
import io.scanloop.workflow.LogPosition;
import io.scanloop.workflow.LoggedEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What a worker must know of the others: which runs are over, which attempts live. */
final class Surroundings implements LogListener, AutoCloseable {
    private final EndedRuns endedRuns = new EndedRuns();
    private final LiveAttempts liveAttempts;
    private final StepListener listener;
    private final Clock clock;
    private @Nullable LogFold fold;
    private volatile @Nullable Throwable failure;

    private Surroundings(String self, Duration heartbeat, StepListener listener, Clock clock) {
        this.liveAttempts = new LiveAttempts(self, heartbeat, clock.instant());
        this.listener = listener;
        this.clock = clock;
    }

    static Surroundings watch(
            Map<String, String> connection, String self, Duration heartbeat, StepListener listener, Clock clock) {
        var surroundings = new Surroundings(self, heartbeat, listener, clock);
        surroundings.fold =
                LogFold.start(connection, EnumSet.of(Topic.RUNS, Topic.WORKERS), LogPosition.BEGINNING, surroundings);
        return surroundings;
    }

    EndedRuns endedRuns() {
        return endedRuns;
    }

    LiveAttempts liveAttempts() {
        return liveAttempts;
    }

    /** Whether all is known that had been said before this worker started. */
    boolean isKnown() {
        return fold != null && fold.isCaughtUp();
    }

    /**
     * Nothing as long as it is up to date.
     *
     * @throws IllegalStateException when it is not any more, and never will be
     */
    void check() {
        var cause = failure;
        if (cause != null) {
            throw new IllegalStateException("the worker no longer sees what others decide: restart it", cause);
        }
    }

    @Override
    public void on(LoggedEvent logged) {
        if (logged.event() instanceof RunDecision decision) {
            endedRuns.on(decision);
        } else if (logged.event() instanceof WorkerSeen seen) {
            liveAttempts.on(seen, clock.instant());
        }
    }

    /** What is no event decides nothing; whoever acts on the topic sets it aside. */
    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {
        listener.troubled("reading %s at %d".formatted(partition, offset), cause);
    }

    @Override
    public void troubled(RuntimeException cause) {
        listener.troubled("following runs and workers", cause);
    }

    @Override
    public void stopped(Throwable cause) {
        failure = cause;
    }

    @Override
    public void close() {
        if (fold != null) {
            fold.close();
        }
    }
}
