package io.scanloop.workflow.step;

import io.scanloop.events.StepReady;
import io.scanloop.events.WorkerSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts other workers are at. A fold over their heartbeats; safe for any thread.
 *
 * <p>A heartbeat counts from when it was written or when it came, whichever is earlier: a clock that runs ahead keeps no
 * dead attempt alive. The worker's own heartbeats, read back, tell whether any come through: an attempt is not dead
 * because the broker was away.
 */
final class LiveAttempts {
    private record Seen(String project, String run, String step, String attempt, Instant first, Instant last) {
        boolean isAt(StepReady ready) {
            return project.equals(ready.project()) && run.equals(ready.run()) && step.equals(ready.step());
        }
    }

    /** What a worker does to whom a step was given. */
    enum Verdict {
        /** Nobody is at it: begin. */
        TAKE,
        /** Somebody may be at it: look again soon. */
        WAIT,
        /** Somebody is at it: leave it to them. */
        LEAVE
    }

    private final String self;
    private final Duration silence;
    private final Duration gap;
    private Instant lastOwn;
    /** Since when heartbeats come through without a gap. */
    private Instant flowing = Instant.MIN;

    private final Map<String, Seen> byWorker = new HashMap<>();

    /**
     * A fold that knows of nobody yet.
     *
     * @param self the worker that asks
     * @param heartbeat how often every worker says that it lives; one that did not for two and a half times as long is dead
     * @param start when the worker that asks began to say so
     */
    LiveAttempts(String self, Duration heartbeat, Instant start) {
        this.self = self;
        this.silence = heartbeat.multipliedBy(5).dividedBy(2);
        this.gap = heartbeat.multipliedBy(3).dividedBy(2);
        this.lastOwn = start;
    }

    synchronized void on(WorkerSeen seen, Instant now) {
        if (seen.worker().equals(self)) {
            flowing = isGap(now) ? now : flowing;
            lastOwn = now;
            return;
        }
        var run = seen.run();
        var step = seen.step();
        var attempt = seen.attempt();
        if (run == null || step == null || attempt == null) {
            byWorker.remove(seen.worker());
            return;
        }
        var at = seen.at().isBefore(now) ? seen.at() : now;
        var before = byWorker.get(seen.worker());
        var first = before != null && before.attempt().equals(attempt) ? before.first() : at;
        byWorker.put(seen.worker(), new Seen(seen.project(), run, step, attempt, first, at));
    }

    /**
     * Whether a worker that was given a step begins with it. An attempt lives that was seen after the step was given to
     * another: its lock is lost and it goes on. One that has fallen silent is dead.
     *
     * @param given when the step was given to this worker
     */
    synchronized Verdict meet(StepReady step, Instant given, Instant now) {
        var latest = last(step);
        if (latest == null) {
            return Verdict.TAKE;
        }
        if (isSilent(latest, now)) {
            return isGap(now) ? Verdict.WAIT : Verdict.TAKE;
        }
        return latest.isAfter(given) ? Verdict.LEAVE : Verdict.WAIT;
    }

    /**
     * Another attempt at the step that began after this one and lives; a worker without a lock leaves the step to it. The
     * younger one stays, so that never both leave.
     *
     * @param since when this attempt began
     */
    synchronized Optional<String> youngerThan(StepReady step, Instant since, Instant now) {
        return at(step).filter(seen -> seen.first().isAfter(since) && !isSilent(seen.last(), now))
                .map(Seen::attempt)
                .findFirst();
    }

    private @Nullable Instant last(StepReady step) {
        return at(step).map(Seen::last).max(Instant::compareTo).orElse(null);
    }

    private Stream<Seen> at(StepReady step) {
        return byWorker.values().stream().filter(seen -> seen.isAt(step));
    }

    private boolean isSilent(Instant last, Instant now) {
        var since = last.isAfter(flowing) ? last : flowing;
        return Duration.between(since, now).compareTo(silence) >= 0;
    }

    private boolean isGap(Instant now) {
        return Duration.between(lastOwn, now).compareTo(gap) > 0;
    }
}
