package io.scanloop.workflow.step;

import io.scanloop.events.FailureKind;
import io.scanloop.events.Point;
import io.scanloop.storage.ObjectStoreException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** The work on one step in a thread of its own: where it is, what it measured, whether it is to stop. Safe for any thread. */
final class Attempt implements Progress, Cancellation {
    private final Claim claim;
    private final MetricStream metrics;
    private final Clock clock;
    private final AtomicReference<Cause> cause = new AtomicReference<>();
    private volatile double share;

    Attempt(Claim claim, Clock clock) {
        this.claim = claim;
        this.metrics = new MetricStream(claim);
        this.clock = clock;
    }

    Claim claim() {
        return claim;
    }

    MetricStream metrics() {
        return metrics;
    }

    /** How much is done, from 0 to 1. */
    double share() {
        return share;
    }

    @Override
    public void at(double done) {
        share = Double.isNaN(done) ? 0 : Math.max(0, Math.min(1, done));
    }

    @Override
    public void measured(List<Point> points) {
        metrics.add(points, clock.instant());
    }

    @Override
    public Optional<Cause> cause() {
        return Optional.ofNullable(cause.get());
    }

    /** Asks the work to stop; the first cause stays. */
    void cancel(Cause why) {
        cause.compareAndSet(null, why);
    }

    /**
     * Starts the work.
     *
     * @param listener told of what the work throws
     * @return completes with what became of it; fails with the {@link Error} that hit this process
     */
    CompletableFuture<StepOutcome> start(StepWork work, StepListener listener) {
        var outcome = new CompletableFuture<StepOutcome>();
        var thread = new Thread(() -> run(work, listener, outcome), "step-work");
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    private void run(StepWork work, StepListener listener, CompletableFuture<StepOutcome> outcome) {
        try {
            outcome.complete(reported(work.run(claim.step(), claim.attempt(), this, this)));
        } catch (Exception e) {
            listener.troubled("working on " + claim.step().subject(), e);
            outcome.complete(reported(failed(e)));
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    /**
     * Work that was told to leave has no more to say than that it left: what fails on the way out does not count as an
     * attempt that came to nothing.
     */
    StepOutcome reported(StepOutcome outcome) {
        var why = cause.get();
        if (outcome instanceof StepOutcome.Completed || why == null || why == Cause.DRAIN) {
            return outcome;
        }
        return why == Cause.CANCELLED
                ? new StepOutcome.Abandoned()
                : new StepOutcome.Interrupted(
                        null, claim.step().order().firstIteration(), "the step went to another worker, which is at it");
    }

    /** A store that refuses, or says that an object is gone, is not away: it answered. */
    private static boolean isStoreAway(Throwable failure) {
        for (var each = failure; each != null; each = each.getCause()) {
            if (each instanceof ObjectStoreException) {
                return each.getCause() instanceof IOException;
            }
        }
        return false;
    }

    static StepOutcome failed(Exception failure) {
        if (failure instanceof StepFailure known) {
            return known.outcome();
        }
        if (isStoreAway(failure)) {
            return StepOutcome.Failed.of(
                    FailureKind.TRANSIENT,
                    StepFailure.STORE_AWAY,
                    "the object store fails, the step will be tried again until it answers: " + failure.getMessage());
        }
        return StepOutcome.Failed.of(
                FailureKind.TRANSIENT,
                "unexpected",
                "the work failed, it will be tried again: " + failure.getClass().getSimpleName() + ": "
                        + failure.getMessage());
    }
}
