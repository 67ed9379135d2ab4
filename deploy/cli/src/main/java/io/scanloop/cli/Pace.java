package io.scanloop.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast something counts up, over the last half minute. */
final class Pace {
    private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();
    private static final double LEAST_SECONDS = 2;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long count) {}

    void at(long nanos, long count) {
        samples.addLast(new Sample(nanos, count));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** Counts per second, 0 while unknown. */
    double perSecond() {
        if (samples.isEmpty()) {
            return 0;
        }
        var seconds = (samples.getLast().nanos() - samples.getFirst().nanos()) / 1e9;
        var counted = samples.getLast().count() - samples.getFirst().count();
        return seconds < LEAST_SECONDS || counted <= 0 ? 0 : (double) counted / seconds;
    }
}
