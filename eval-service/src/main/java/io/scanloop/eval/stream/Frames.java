package io.scanloop.eval.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.MetricSource;
import io.scanloop.events.Point;
import io.scanloop.storage.layout.Documents;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes server-sent events. */
final class Frames {
    /** How long a client waits before it comes back, in ms. */
    private static final int RETRY_MILLIS = 1000;

    private Frames() {}

    /**
     * Points of one attempt at a step.
     *
     * @param seq number of the batch; null for history
     * @param timestamp when the last of them was measured; null for history
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Points(
            String project,
            String runId,
            String stepId,
            String phase,
            String attempt,
            @Nullable Long seq,
            @Nullable Instant timestamp,
            List<Point> points,
            MetricSource attributes) {

        static Points of(MetricBatch batch, List<Point> points) {
            return new Points(
                    batch.project(),
                    batch.run(),
                    batch.step(),
                    batch.phase(),
                    batch.attributes().attempt(),
                    batch.seq(),
                    batch.at(),
                    points,
                    batch.attributes());
        }

        static Points of(CommittedStep step, List<Point> points) {
            return new Points(
                    step.project(),
                    step.run(),
                    step.step(),
                    step.phase(),
                    step.attempt(),
                    null,
                    null,
                    points,
                    new MetricSource(step.method(), step.preset(), step.worker(), step.attempt()));
        }
    }

    /**
     * That an attempt won.
     *
     * @param points how many points the step has; null when they could not be read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Committed(
            String project,
            String runId,
            String stepId,
            String phase,
            String attempt,
            @Nullable Integer points) {

        static Committed of(CommittedStep step, @Nullable Integer points) {
            return new Committed(step.project(), step.run(), step.step(), step.phase(), step.attempt(), points);
        }
    }

    /** What is there from now on replaces all that a client has. */
    static byte[] reset() {
        return "retry: %d\n\nevent: reset\ndata: {}\n\n".formatted(RETRY_MILLIS).getBytes(UTF_8);
    }

    static byte[] caughtUp(StreamPosition position) {
        return "id: %s\nevent: caught-up\ndata: {}\n\n".formatted(position).getBytes(UTF_8);
    }

    /** Says nothing but where the client is: an event without data is none. */
    static byte[] heartbeat(@Nullable StreamPosition position) {
        return (position == null ? ": alive\n\n" : ": alive\nid: %s\n\n".formatted(position)).getBytes(UTF_8);
    }

    /**
     * An event.
     *
     * @param position where a client stands that has got it; null where it could not resume
     * @param data written as JSON, which has no line break
     */
    static byte[] event(String name, @Nullable StreamPosition position, Object data) {
        var head = new StringBuilder();
        if (position != null) {
            head.append("id: ").append(position).append('\n');
        }
        head.append("event: ").append(name).append("\ndata: ");
        var frame = new ByteArrayOutputStream(1024);
        frame.writeBytes(head.toString().getBytes(UTF_8));
        frame.writeBytes(Documents.write(data));
        frame.writeBytes(new byte[] {'\n', '\n'});
        return frame.toByteArray();
    }
}
