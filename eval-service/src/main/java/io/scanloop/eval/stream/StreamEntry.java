package io.scanloop.eval.stream;

import io.scanloop.events.MetricBatch;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Something that all live clients may see: written once, however many they are. */
final class StreamEntry {
    private static final byte[] NOTHING = new byte[0];

    private final long number;
    private final String project;
    private final @Nullable MetricBatch batch;
    private final @Nullable String run;
    private final StreamPosition position;
    private final byte[] frame;
    /** For clients that want some metrics only. */
    private final Map<String, byte[]> parts = new ConcurrentHashMap<>();

    private StreamEntry(
            long number,
            String project,
            @Nullable String run,
            @Nullable MetricBatch batch,
            StreamPosition position,
            byte[] frame) {
        this.number = number;
        this.project = project;
        this.run = run;
        this.batch = batch;
        this.position = position;
        this.frame = frame;
    }

    /** Points of the tail. */
    static StreamEntry points(long number, MetricBatch batch, StreamPosition after) {
        var frame = Frames.event("points", after, Frames.Points.of(batch, batch.points()));
        return new StreamEntry(number, batch.project(), batch.run(), batch, after, frame);
    }

    /** @param run null for what belongs to the project, and goes to whoever sees it */
    static StreamEntry told(
            long number, String name, String project, @Nullable String run, StreamPosition at, Object data) {
        return new StreamEntry(number, project, run, null, at, Frames.event(name, at, data));
    }

    long number() {
        return number;
    }

    /** Where a client stands that has got it. */
    StreamPosition position() {
        return position;
    }

    int bytes() {
        return frame.length;
    }

    /** The step whose points it holds. */
    Optional<StepKey> step() {
        return Optional.ofNullable(batch).map(StepKey::of);
    }

    /** The event as a client wants it, or empty when it does not. */
    byte[] frame(StreamFilter filter) {
        if (!(run == null ? filter.takesProject(project) : filter.takesRun(project, run))) {
            return NOTHING;
        }
        var metric = filter.metric();
        var points = batch;
        if (metric == null || points == null) {
            return frame;
        }
        return parts.computeIfAbsent(metric, pattern -> {
            var wanted = filter.points(points.points());
            return wanted.isEmpty() ? NOTHING : Frames.event("points", position, Frames.Points.of(points, wanted));
        });
    }
}
