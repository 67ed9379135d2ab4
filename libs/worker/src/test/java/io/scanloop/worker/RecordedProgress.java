package io.scanloop.worker;

import io.scanloop.events.Point;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What a step told, and a way to stop it after so many iterations. */
final class RecordedProgress implements Progress {
    final List<Double> shares = new ArrayList<>();
    final List<Point> points = new ArrayList<>();
    Runnable atTheEnd = () -> {};

    @Override
    public void at(double share) {
        shares.add(share);
        if (share == 1) {
            atTheEnd.run();
        }
    }

    @Override
    public void measured(List<Point> measured) {
        points.addAll(measured);
    }

    /** Wanted from the time on when it has been asked so often. */
    static Cancellation after(int questions, Cancellation.Cause cause) {
        var asked = new AtomicInteger();
        return () -> asked.getAndIncrement() < questions ? Optional.empty() : Optional.of(cause);
    }
}
