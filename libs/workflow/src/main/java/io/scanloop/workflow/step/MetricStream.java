package io.scanloop.workflow.step;

import io.scanloop.events.MetricBatch;
import io.scanloop.events.MetricSource;
import io.scanloop.events.Point;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The points of one attempt on their way into batches, numbered in their order. Bounded: when nobody takes the batches, the
 * oldest points go. Safe for any thread; no call waits.
 */
final class MetricStream {
    /** So many points with keys of the greatest length stay below the largest event. */
    static final int POINTS_PER_BATCH = 200;

    static final int MOST_WAITING = 20_000;

    private final Claim claim;
    private final Queue<Point> waiting = new ArrayDeque<>();
    private Instant measured = Instant.EPOCH;
    private long seq;

    MetricStream(Claim claim) {
        this.claim = claim;
    }

    synchronized void add(List<Point> points, Instant at) {
        waiting.addAll(points);
        measured = at;
        while (waiting.size() > MOST_WAITING) {
            waiting.remove();
        }
    }

    /** Takes all that waits, as batches in order. */
    synchronized List<MetricBatch> drain() {
        var batches = new ArrayList<MetricBatch>();
        while (!waiting.isEmpty()) {
            var points = new ArrayList<Point>();
            while (!waiting.isEmpty() && points.size() < POINTS_PER_BATCH) {
                points.add(waiting.remove());
            }
            batches.add(batch(points));
        }
        return batches;
    }

    private MetricBatch batch(List<Point> points) {
        var step = claim.step();
        var order = step.order();
        var number = seq++;
        return new MetricBatch(
                claim.id("metric-batch") + "/" + number,
                step.project(),
                step.run(),
                step.step(),
                order.phase(),
                number,
                measured,
                points,
                new MetricSource(order.method(), order.preset(), claim.worker(), claim.attempt()));
    }
}
