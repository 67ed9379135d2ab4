package io.scanloop.eval.stream;

import io.scanloop.eval.stream.LiveWindow.Place;
import io.scanloop.storage.LostObjectException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's way through the stream, at the client's pace: nothing is held for it. One call at a time.
 *
 * <p>While {@link #isLive} is false, {@link #catchUp} gives what comes next, and may wait for broker and store. Then {@link
 * #live} gives what is new, at once. A client that falls behind the newest events has to catch up again.
 */
public final class Subscription implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];
    private static final int ENTRIES_AT_ONCE = 256;
    /** Clocks of machines may differ by this much. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final MetricLog log;
    private final LoopHistory loop;
    private final StepHistory history;
    private final LiveWindow window;
    private final StreamFilter filter;
    private final @Nullable String asked;
    /** Steps whose points this client got from their files. */
    private final Set<StepKey> given = new HashSet<>();

    private final Queue<CommittedStep> files = new ArrayDeque<>();
    private SeenBatches seen = new SeenBatches();
    private Stage stage = Stage.BEGIN;
    /** Everything before it has been handed over; null until that is so. */
    private @Nullable StreamPosition position;
    /** Where the window is joined once what lies before has been handed over. */
    private Place joint;

    private MetricLog.@Nullable Replay replay;
    /** How far a client that was away has come in the replay; null for a new client. */
    private @Nullable StreamPosition replayed;

    /** Where the topic ended before it was asked which steps are at work; null until then. */
    private @Nullable StreamPosition begun;

    /** Where the topic ended when the committed steps had been listed. */
    private @Nullable StreamPosition listed;

    private @Nullable Instant openSince;

    private enum Stage {
        BEGIN,
        JOIN,
        FILES,
        TAIL,
        LIVE
    }

    Subscription(
            MetricLog log,
            LoopHistory loop,
            StepHistory history,
            LiveWindow window,
            StreamFilter filter,
            @Nullable String asked) {
        this.log = log;
        this.loop = loop;
        this.history = history;
        this.window = window;
        this.filter = filter;
        this.asked = asked;
        this.joint = window.head();
    }

    public boolean isLive() {
        return stage == Stage.LIVE;
    }

    /**
     * The next bytes on the way to the live tail; none when a moment has to pass before there are more.
     *
     * @throws RuntimeException when broker or store are away: the client has to come back
     */
    public byte[] catchUp() {
        return switch (stage) {
            case BEGIN -> begin();
            case JOIN -> join();
            case FILES -> nextFile();
            case TAIL -> nextOfTail();
            case LIVE -> NOTHING;
        };
    }

    private byte[] begin() {
        var from = position == null ? asked() : position;
        if (from != null) {
            resume(from);
            return NOTHING;
        }
        begun = log.end();
        openSince = loop.openSince(filter).orElse(null);
        loop.committed(filter).forEach(step -> {
            files.add(step);
            given.add(StepKey.of(step));
        });
        listed = log.end();
        stage = Stage.JOIN;
        return Frames.reset();
    }

    /**
     * All batches of the listed steps stand before the end that the topic had then: none of them comes behind the joint. A
     * step that was sent after it was asked which are at work has its batches behind {@link #begun}.
     */
    private byte[] join() {
        joint = window.head();
        if (begun == null || listed == null || !joint.position().covers(listed)) {
            return NOTHING; // the tail is read up to there within milliseconds
        }
        var from = openSince == null ? begun : begun.orBefore(log.since(openSince.minus(SKEW)));
        replay = from.covers(joint.position()) ? null : log.replay(from, joint.position());
        stage = Stage.FILES;
        return NOTHING;
    }

    /** Where the client says that it was, if the topic still holds what comes after. */
    private @Nullable StreamPosition asked() {
        return asked == null
                ? null
                : StreamPosition.parse(asked, joint.position().partitions())
                        .filter(wanted ->
                                wanted.covers(log.beginning()) && log.end().covers(wanted))
                        .orElse(null);
    }

    /** Goes on behind a position, from the window if it still holds that, or else from the topic. */
    private void resume(StreamPosition from) {
        position = from;
        stage = Stage.TAIL;
        var place = window.find(from);
        if (place.isPresent()) {
            joint = place.get();
        } else {
            joint = window.head();
            seen = new SeenBatches();
            replayed = from;
            replay = log.replay(from.before(StreamHub.WARM_UP), joint.position());
        }
    }

    private byte[] nextFile() {
        var step = files.poll();
        if (step == null) {
            stage = Stage.TAIL;
            return NOTHING;
        }
        try {
            return history.chunk(step, filter).frames();
        } catch (LostObjectException e) { // its points are lost, those of the others are not
            return Frames.event("committed", null, Frames.Committed.of(step, null));
        }
    }

    private byte[] nextOfTail() {
        var current = replay;
        var placed = current == null ? null : current.next();
        if (placed == null) {
            return arrive();
        }
        var bytes = new ByteArrayOutputStream();
        for (var one : placed) {
            var batch = one.batch();
            boolean isNew = seen.isNew(batch);
            if (replayed != null) {
                isNew &= !replayed.isPast(one.partition(), one.offset());
                replayed = replayed.after(one.partition(), one.offset());
            }
            if (!isNew || given.contains(StepKey.of(batch)) || !filter.takesRun(batch.project(), batch.run())) {
                continue;
            }
            var points = filter.points(batch.points());
            if (!points.isEmpty()) {
                // a new client gets no position before it has everything: cut off here, it begins anew
                bytes.writeBytes(Frames.event("points", replayed, Frames.Points.of(batch, points)));
            }
        }
        position = replayed == null ? position : replayed;
        return bytes.toByteArray();
    }

    /** The tail is reached. What was committed meanwhile is told, perhaps again. */
    private byte[] arrive() {
        close();
        var bytes = new ByteArrayOutputStream();
        loop.committed(filter).stream()
                .filter(step -> !given.contains(StepKey.of(step)))
                .forEach(step -> bytes.writeBytes(Frames.event("committed", null, Frames.Committed.of(step, null))));
        position = joint.position();
        replayed = null;
        stage = Stage.LIVE;
        bytes.writeBytes(Frames.caughtUp(joint.position()));
        return bytes.toByteArray();
    }

    /** What is new and wanted; empty when nothing is, or when the client has to catch up again. */
    public byte[] live() {
        var entries = window.from(joint.cursor(), ENTRIES_AT_ONCE);
        if (entries.isEmpty()) {
            stage = Stage.BEGIN;
            return NOTHING;
        }
        var bytes = new ByteArrayOutputStream();
        for (var entry : entries.get()) {
            joint = new Place(entry.number() + 1, entry.position());
            position = entry.position();
            if (entry.step().filter(given::contains).isEmpty()) {
                bytes.writeBytes(entry.frame(filter));
            }
        }
        return bytes.toByteArray();
    }

    /** Whether {@link #live} or {@link #catchUp} would have more now. */
    public boolean hasMore() {
        return !isLive() || window.head().cursor() > joint.cursor();
    }

    /** Says that the stream lives, and where the client is. */
    public byte[] heartbeat() {
        return Frames.heartbeat(isLive() ? position : null);
    }

    @Override
    public void close() {
        var current = replay;
        if (current != null) {
            replay = null;
            current.close();
        }
    }
}
