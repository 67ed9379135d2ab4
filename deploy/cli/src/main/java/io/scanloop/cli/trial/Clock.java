package io.scanloop.cli.trial;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How much time a trial still has. */
public final class Clock {
    private static final double NANOS = 1e9;

    private final LongSupplier nanos;
    private final double end;
    private volatile boolean isStopped;

    /**
     * Begins to count.
     *
     * @param budget null: no end
     * @param nanos a clock that never goes back, in nanoseconds
     */
    Clock(@Nullable Duration budget, LongSupplier nanos) {
        this.nanos = nanos;
        this.end = budget == null ? Double.POSITIVE_INFINITY : now() + budget.toNanos() / NANOS;
    }

    /** Begins to count on the system's clock. */
    public static Clock of(@Nullable Duration budget) {
        return new Clock(budget, System::nanoTime);
    }

    /** Seconds, from any beginning. */
    double now() {
        return nanos.getAsLong() / NANOS;
    }

    /** Ends the time, from any thread: what is begun is saved, as at the end of a budget. */
    public void stop() {
        isStopped = true;
    }

    /** Seconds left; infinite where there is no end. */
    double left() {
        return isStopped ? 0 : end - now();
    }

    /** @throws TimeIsUp when nothing is left */
    void check() {
        if (left() <= 0) {
            throw new TimeIsUp();
        }
    }

    /** The budget ended in the middle of something. */
    static final class TimeIsUp extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
