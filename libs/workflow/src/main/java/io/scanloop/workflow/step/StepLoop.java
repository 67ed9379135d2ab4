package io.scanloop.workflow.step;

import io.scanloop.events.FailureKind;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepReady;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Takes steps from their queues, one at a time, what is urgent first, and sees each to its event.
 *
 * <p>One thread polls, renews the lock of the record and acknowledges it; the work runs in another. A record is accepted
 * once the broker has the event that tells what became of its step, so a worker that dies leaves it to the next one. Locks
 * do not outlive the broker: the work goes on without one, since its effect is fenced by the step's manifest, and leaves
 * only for a living attempt that began later. A step whose run is over is accepted unread; a record that is no step goes
 * to the dead letters.
 */
public final class StepLoop implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(200);
    /** So long a step that is done waits for its points, which may be lost, before it says so. */
    private static final Duration LAST_POINTS = Duration.ofSeconds(5);

    private final Worker worker;
    private final Map<StepKind, StepWork> works;
    private final StepLoopSettings settings;
    private final StepListener listener;
    private final Clock clock = Clock.systemUTC();
    private final LivePublisher live;
    private final StepPublisher publisher;
    private final Surroundings surroundings;
    private final Presence presence;
    private final StepQueues queues;
    private final CountDownLatch draining = new CountDownLatch(1);
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "step-loop");
    private volatile @Nullable Attempt current;

    private StepLoop(
            Map<String, String> connection,
            Worker worker,
            Map<StepKind, StepWork> works,
            StepLoopSettings settings,
            StepListener listener) {
        this.worker = worker;
        this.works = Collections.unmodifiableMap(new EnumMap<>(works));
        this.settings = settings;
        this.listener = listener;
        this.live = new LivePublisher(connection, worker.name(), listener);
        this.publisher = new StepPublisher(connection, worker.name(), listener);
        this.surroundings = Surroundings.watch(connection, worker.name(), settings.heartbeat(), listener, clock);
        this.presence = Presence.start(worker, live, settings.heartbeat(), clock);
        this.queues = new StepQueues(connection, this.works.keySet(), worker.name(), listener, clock);
    }

    /**
     * Starts to take steps. The broker may be away: they come when it is back.
     *
     * @param connection client settings that lead to the broker: {@code bootstrap.servers}, and security where it is on
     * @param worker who takes them
     * @param works what is done for each kind, at least one
     * @param listener told what happens
     */
    public static StepLoop start(
            Map<String, String> connection,
            Worker worker,
            Map<StepKind, StepWork> works,
            StepLoopSettings settings,
            StepListener listener) {
        if (works.isEmpty()) {
            throw new IllegalArgumentException("a worker needs at least one kind of step");
        }
        var loop = new StepLoop(connection, worker, works, settings, listener);
        loop.thread.start();
        return loop;
    }

    /** Takes no further step; the work at hand is asked to save what it has and stop. Returns at once. */
    public void drain() {
        draining.countDown();
        var attempt = current;
        if (attempt != null) {
            attempt.cancel(Cancellation.Cause.DRAIN);
        }
    }

    /**
     * Waits for the end of the loop.
     *
     * @throws ExecutionException when it ended because of a failure that it cannot cope with: the process should end, and
     *     say so
     */
    public Ending awaitEnd() throws InterruptedException, ExecutionException {
        return ending.get();
    }

    /** {@link #drain Drains} and waits for the end. */
    @Override
    public void close() {
        drain();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            ending.complete(followAndClose());
        } catch (Throwable e) {
            ending.completeExceptionally(e);
        }
    }

    private Ending followAndClose() throws InterruptedException {
        // what holds records is closed first, so that others get them; what speaks is closed last
        try (live;
                publisher;
                surroundings;
                presence;
                queues) {
            return follow();
        }
    }

    private Ending follow() throws InterruptedException {
        while (!surroundings.isKnown()) {
            surroundings.check();
            if (pause()) {
                return Ending.DRAINED;
            }
        }
        listener.ready();
        var idleSince = clock.instant();
        while (!isDraining()) {
            surroundings.check();
            var held = queues.take();
            if (held.isPresent()) {
                see(held.get());
                idleSince = clock.instant();
            } else if (isTooLongIdle(idleSince)) {
                return Ending.IDLE;
            }
        }
        return Ending.DRAINED;
    }

    private boolean isTooLongIdle(Instant since) {
        return !settings.idleExit().isZero() && !clock.instant().isBefore(since.plus(settings.idleExit()));
    }

    private void see(HeldRecord held) throws InterruptedException {
        StepReady step;
        try {
            step = held.step();
        } catch (IllegalArgumentException e) {
            bury(held, String.valueOf(e.getMessage()));
            return;
        }
        switch (meet(held, step)) {
            case TAKE -> carryOut(held, step);
            case LEAVE -> pass(held, step);
            case WAIT -> queues.rest(held); // it goes to somebody else, at once when this worker ends
        }
    }

    /** WAIT when the lock was lost, or the worker must end, before it was clear whether another one lives. */
    private LiveAttempts.Verdict meet(HeldRecord held, StepReady step) throws InterruptedException {
        var verdict = verdict(held, step);
        if (verdict == LiveAttempts.Verdict.WAIT) {
            queues.restBut(held);
        }
        while (verdict == LiveAttempts.Verdict.WAIT && !held.isLost() && !pause()) {
            keep(held);
            verdict = verdict(held, step);
        }
        return verdict;
    }

    private LiveAttempts.Verdict verdict(HeldRecord held, StepReady step) {
        return surroundings.endedRuns().contains(step)
                ? LiveAttempts.Verdict.LEAVE
                : surroundings.liveAttempts().meet(step, held.taken(), clock.instant());
    }

    private void pass(HeldRecord held, StepReady step) {
        accept(held);
        listener.passed(step, surroundings.endedRuns().contains(step) ? "its run is over" : "another worker is at it");
    }

    private void bury(HeldRecord held, String cause) throws InterruptedException {
        if (awaitPublished(publisher.publish(held.deadLetter(worker.service(), cause)), held)) {
            accept(held);
            listener.deadLettered(held.origin(), cause);
        }
    }

    private void carryOut(HeldRecord held, StepReady step) throws InterruptedException {
        var claim = new Claim(step, worker.name(), Worker.freshAttempt(), worker.device());
        var attempt = new Attempt(claim, clock);
        begin(attempt);
        var outcome = attempt.start(work(step), listener);
        queues.restBut(held);
        try {
            end(held, attempt, await(outcome, held, () -> watch(attempt, held)));
        } catch (ExecutionException e) {
            var error = e.getCause() == null ? e : e.getCause();
            end(held, attempt, fatal(error));
            throw new IllegalStateException(
                    "the work on %s/%s hit this process: it ends".formatted(step.run(), step.step()), error);
        }
    }

    private StepWork work(StepReady step) {
        var work = works.get(step.kind());
        if (work == null) {
            throw new IllegalStateException("queues are polled for %s only, got %s".formatted(works.keySet(), step));
        }
        return work;
    }

    private void begin(Attempt attempt) {
        current = attempt;
        if (isDraining()) {
            attempt.cancel(Cancellation.Cause.DRAIN);
        }
        presence.at(attempt);
        // nobody waits for it: a failure is told to the listener
        var unused = publisher.publish(Records.of(attempt.claim().toEvent(clock.instant())));
        listener.claimed(attempt.claim());
    }

    /** Asks the work to stop when its run is over, or when it is without a lock and a later attempt lives. */
    private void watch(Attempt attempt, HeldRecord held) {
        var step = attempt.claim().step();
        if (surroundings.endedRuns().contains(step)) {
            attempt.cancel(Cancellation.Cause.CANCELLED);
        } else if (held.isLost()
                && surroundings
                        .liveAttempts()
                        .youngerThan(step, held.taken(), clock.instant())
                        .isPresent()) {
            attempt.cancel(Cancellation.Cause.LOST_LOCK);
        }
    }

    private void end(HeldRecord held, Attempt attempt, StepOutcome outcome) throws InterruptedException {
        var claim = attempt.claim();
        if (outcome instanceof StepOutcome.Completed) {
            awaitPoints(held, attempt);
        }
        var event = outcome.toEvent(claim, clock.instant());
        boolean isTold = event.isEmpty() || awaitPublished(publisher.publish(Records.of(event.get())), held);
        current = null;
        presence.idle();
        if (isTold) {
            accept(held);
            listener.ended(claim, outcome);
        }
    }

    /** Whoever reads that a step is completed finds all its points before. */
    private void awaitPoints(HeldRecord held, Attempt attempt) throws InterruptedException {
        var points = presence.lastPoints(attempt);
        try {
            await(points.completeOnTimeout(null, LAST_POINTS.toMillis(), TimeUnit.MILLISECONDS), held, () -> {});
        } catch (ExecutionException e) {
            listener.troubled(
                    "sending the last points of " + attempt.claim().step().subject(), e);
        }
    }

    static StepOutcome fatal(Throwable error) {
        var code = error instanceof OutOfMemoryError ? "out-of-memory" : "process-failed";
        return StepOutcome.Failed.of(
                FailureKind.TRANSIENT, code, "the worker's process failed and ends, another one will try: " + error);
    }

    /** False when the worker must end and the broker stayed away for too long. */
    private boolean awaitPublished(CompletableFuture<Void> published, HeldRecord held) throws InterruptedException {
        var farewell = new Farewell();
        var either = CompletableFuture.anyOf(published, farewell.over);
        try {
            await(either, held, farewell);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refuses what became of a step: correct its settings", e);
        }
        return published.isDone();
    }

    private final class Farewell implements Runnable {
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private @Nullable Instant since;

        @Override
        public void run() {
            if (!isDraining()) {
                return;
            }
            var now = clock.instant();
            since = since == null ? now : since;
            if (!now.isBefore(since.plus(settings.farewell()))) {
                over.complete(null);
            }
        }
    }

    /** Waits, and meanwhile keeps the record and looks around. */
    private <T> T await(CompletableFuture<T> awaited, HeldRecord held, Runnable lookAround)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return awaited.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                keep(held);
                lookAround.run();
            }
        }
    }

    private void keep(HeldRecord held) {
        try {
            held.renewWhenDue();
        } catch (KafkaException e) {
            listener.lostLock(held.origin(), String.valueOf(e.getMessage()));
        }
    }

    private void accept(HeldRecord held) {
        try {
            held.accept();
        } catch (KafkaException e) {
            listener.lostLock(held.origin(), String.valueOf(e.getMessage()));
        }
    }

    private boolean isDraining() {
        return draining.getCount() == 0;
    }

    /** True when the worker must end. */
    private boolean pause() throws InterruptedException {
        return draining.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
    }
}
