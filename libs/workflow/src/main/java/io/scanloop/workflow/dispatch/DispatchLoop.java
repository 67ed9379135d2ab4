package io.scanloop.workflow.dispatch;

import io.scanloop.events.Topic;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.ObjectStoreException;
import io.scanloop.workflow.LogFold;
import io.scanloop.workflow.LogPosition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is due and sends it out, for the projects that it owns.
 *
 * <p>Loops of one group share the projects among them: one owns a partition number across all topics that are keyed by
 * project. On taking a number it folds those topics from the beginning to their ends and decides nothing; then it lives:
 * decisions are appended to {@code runs.v1}, numbered per project, and effects follow from those that were read back. A
 * loop that does not know that it was replaced does no harm, since the first decision with a number counts.
 *
 * <p>Broker and store may come and go: the loop waits and goes on.
 */
public final class DispatchLoop implements AutoCloseable {
    /** What dispatch decides on; all keyed by project. */
    static final Set<Topic> TOPICS =
            Set.of(Topic.PROJECTS, Topic.STUDIES, Topic.REQUESTS, Topic.RUNS, Topic.STEP_EVENTS, Topic.TRIGGERS);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** How long a project rests when store or broker failed it. */
    private static final Duration REST = Duration.ofSeconds(1);
    /** How long a project rests that itself is at fault, or we are: it is not to stop the others. */
    private static final Duration LONG_REST = Duration.ofSeconds(30);

    private final Map<String, String> connection;
    private final DispatchSettings settings;
    private final DispatchListener listener;
    private final Clock clock;
    private final Liveness liveness;
    private final LogFold heartbeats;
    private final StepQueues queues;
    private final QueueView view;
    private final LogWriter log;
    private final ProjectWork.Tools tools;
    private final Map<Integer, Holding> holdings = new HashMap<>();
    private final Map<ProjectWork, Instant> resting = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Membership membership;
    private boolean areQueuesSetUp;
    private Instant nextTick = Instant.EPOCH;

    private DispatchLoop(
            Map<String, String> connection,
            ObjectStore store,
            DispatchSettings settings,
            Clock clock,
            DispatchListener listener) {
        this.connection = Map.copyOf(connection);
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        this.liveness = new Liveness(clock, settings.silence(), listener::troubled, this::failed);
        this.queues = StepQueues.at(connection);
        this.view = new QueueView(connection, queues);
        this.log = new LogWriter(connection);
        this.tools = new ProjectWork.Tools(store, log, view, liveness, settings.recheck());
        this.heartbeats = LogFold.start(connection, Set.of(Topic.WORKERS), LogPosition.BEGINNING, liveness);
        this.thread = new Thread(this::run, "dispatch");
        thread.setDaemon(true);
    }

    /**
     * Starts to dispatch.
     *
     * @param connection client settings that lead to the broker: {@code bootstrap.servers}, and security where it is on
     * @param store where configurations rest and snapshots go; stays the caller's
     * @param listener told in the loop's threads
     */
    public static DispatchLoop start(
            Map<String, String> connection,
            ObjectStore store,
            DispatchSettings settings,
            Clock clock,
            DispatchListener listener) {
        var loop = new DispatchLoop(connection, store, settings, clock, listener);
        loop.thread.start();
        return loop;
    }

    /** Stops deciding, leaves the group, and waits for the end. */
    @Override
    public void close() {
        closing.countDown();
        var current = membership;
        if (current != null) {
            current.wakeUp();
        }
        try {
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heartbeats.close();
    }

    private void run() {
        try (queues;
                view;
                log) {
            var pause = SHORTEST_PAUSE;
            while (!isClosing()) {
                try {
                    setUpQueues();
                    live();
                } catch (WakeupException e) {
                    break; // close() alone wakes the loop
                } catch (KafkaException e) {
                    listener.troubled(e);
                    closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        closing.countDown();
        listener.stopped(cause);
    }

    private void setUpQueues() {
        if (!areQueuesSetUp) {
            queues.setUp();
            areQueuesSetUp = true;
        }
    }

    /** Reads, decides and sends until the broker fails or the loop is closed. */
    private void live() {
        try (var opened = new Membership(connection, settings, holdings, liveness, log, listener)) {
            membership = opened;
            while (!isClosing()) {
                opened.poll();
                var now = clock.instant();
                refresh(now);
                boolean isTick = !now.isBefore(nextTick);
                if (isTick) {
                    nextTick = now.plus(settings.tick());
                }
                for (var holding : holdings.values()) {
                    if (holding.isLive()) {
                        var touched = holding.takeTouched();
                        (isTick ? holding.projects() : touched).forEach(project -> goOn(project, now));
                    }
                }
            }
        } finally {
            membership = null;
            holdings.values().forEach(Holding::rest);
        }
    }

    private void refresh(Instant now) {
        try {
            view.refreshIfWanted(now);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            listener.troubled(e);
        }
    }

    private void goOn(ProjectWork project, Instant now) {
        var until = resting.get(project);
        if (until != null && now.isBefore(until)) {
            return;
        }
        try {
            resting.remove(project);
            project.goOn(now, tools);
        } catch (LostObjectException e) {
            resting.put(project, now.plus(LONG_REST));
            listener.stuck(project.name(), e);
        } catch (KafkaException | ObjectStoreException e) {
            resting.put(project, now.plus(REST));
            listener.troubled(e);
        } catch (RuntimeException e) {
            resting.put(project, now.plus(LONG_REST));
            listener.stuck(project.name(), e);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }
}
