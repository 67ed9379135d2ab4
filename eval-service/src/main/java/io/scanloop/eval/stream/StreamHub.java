package io.scanloop.eval.stream;

import io.scanloop.events.MetricBatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Where the live tail, what is told beside it, and the clients meet.
 *
 * <p>What a client gets. One that comes without a position: the points of each committed step from its file, then from the
 * tail those of the steps that are at work, then what comes. One that comes back with a position: everything of the tail
 * that is not before it. Points of a step come from its file or from the tail, never from both, and a batch is sent once.
 * An attempt whose worker died may have told points that the next attempt tells again, under its own name.
 *
 * <p>That rests on one promise of the workers: the batches of a step stand in the topic before the event that commits it.
 */
public final class StreamHub {
    /** A batch that was written twice stands there twice within so many records. */
    public static final int WARM_UP = 64;

    private final MetricLog log;
    private final LoopHistory loop;
    private final StepHistory history;
    private final LiveWindow window;
    private final SeenBatches seen = new SeenBatches();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * Makes a hub.
     *
     * @param start where the stream begins; the caller begins to read the tail {@link #WARM_UP} records before
     * @param windowBytes memory for the newest events
     */
    public StreamHub(MetricLog log, LoopHistory loop, StepHistory history, StreamPosition start, long windowBytes) {
        this.log = log;
        this.loop = loop;
        this.history = history;
        this.window = new LiveWindow(windowBytes, start);
    }

    /** Calls the listener whenever there is something new; it must return at once. */
    public void onNews(Runnable listener) {
        listeners.add(listener);
    }

    /** Takes the next record of the tail; one thread at a time. Those before the start tell what is a repetition. */
    public void on(MetricBatch batch, int partition, long offset) {
        boolean isNew = seen.isNew(batch);
        if (window.head().position().isPast(partition, offset)) {
            return;
        }
        if (isNew) {
            window.add(batch, partition, offset);
            listeners.forEach(Runnable::run);
        } else {
            window.skip(partition, offset);
        }
    }

    /** Tells that a step's attempt won. */
    public void committed(CommittedStep step, @Nullable Integer points) {
        window.tell("committed", step.project(), step.run(), Frames.Committed.of(step, points));
        listeners.forEach(Runnable::run);
    }

    /** Tells everybody who sees the project how something stands. */
    public void tell(String name, String project, Object state) {
        window.tell(name, project, null, state);
        listeners.forEach(Runnable::run);
    }

    /** Where the live tail stands. */
    public StreamPosition position() {
        return window.head().position();
    }

    /**
     * A client from the beginning of history, or from where it was.
     *
     * @param position as the client says; null for one that is new. One that is not understood, or lies outside of what the
     *     topic still holds, begins anew
     */
    public Subscription subscribe(StreamFilter filter, @Nullable String position) {
        return new Subscription(log, loop, history, window, filter, position);
    }
}
