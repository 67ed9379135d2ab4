package io.scanloop.cli;

import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tries again what fails in passing, with waits that double from a fifth of a second to ten, each drawn from its upper
 * half, until the time is up.
 *
 * <p>The time is counted from the last answer that the server gave to anyone: a long queue behind a server that works is
 * not held against a request.
 */
final class Retry {
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Duration patience;
    private final Clock clock;
    private final RandomGenerator jitter;
    private final Listener listener;

    /** Time, so that a test need not wait. */
    interface Clock {
        long nanos();

        void sleep(Duration time) throws InterruptedException;

        Clock SYSTEM = new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration time) throws InterruptedException {
                Thread.sleep(time.toMillis());
            }
        };
    }

    /** Hears of every wait, and of the end of waiting. */
    interface Listener {
        void waiting(Problem problem, Duration wait);

        void answered();

        Listener SILENT = new Listener() {
            @Override
            public void waiting(Problem problem, Duration wait) {}

            @Override
            public void answered() {}
        };
    }

    private volatile long lastAnswer;

    Retry(Duration patience, Clock clock, RandomGenerator jitter, Listener listener) {
        this.patience = patience;
        this.clock = clock;
        this.jitter = jitter;
        this.listener = listener;
        this.lastAnswer = clock.nanos();
    }

    /** Tries once. */
    static Retry never() {
        return new Retry(Duration.ZERO, Clock.SYSTEM, RandomGenerator.getDefault(), Listener.SILENT);
    }

    /** Tries again for that long; may be shared by threads. */
    static Retry patient(Duration patience, Listener listener) {
        // java.util.Random is the one generator of the JDK that many threads may share
        return new Retry(patience, Clock.SYSTEM, new Random(), listener);
    }

    /**
     * Calls until it succeeds, fails for good, or the time is up.
     *
     * @throws ProblemException the last failure
     */
    <T> T call(Supplier<T> attempt) {
        var begun = clock.nanos();
        for (var wait = FIRST_WAIT; ; wait = shorter(wait.multipliedBy(2), LONGEST_WAIT)) {
            try {
                var result = attempt.get();
                answered();
                return result;
            } catch (ProblemException e) {
                var serverIsAway = e.httpStatus() == 0 || e.httpStatus() >= 500;
                if (!serverIsAway) {
                    answered();
                }
                var since = serverIsAway ? Math.max(begun, lastAnswer) : begun;
                var left = patience.minusNanos(clock.nanos() - since);
                if (!e.isTransient() || left.isNegative() || left.isZero()) {
                    throw e;
                }
                pause(e, shorter(drawn(e, wait), left));
            }
        }
    }

    private void answered() {
        lastAnswer = clock.nanos();
        listener.answered();
    }

    private Duration drawn(ProblemException e, Duration wait) {
        var asked = e.retryAfter();
        if (asked != null && asked.compareTo(wait) > 0) {
            return asked;
        }
        var half = wait.toNanos() / 2;
        return Duration.ofNanos(half + (long) (half * jitter.nextDouble()));
    }

    private void pause(ProblemException e, Duration wait) {
        listener.waiting(e.problem(), wait);
        try {
            clock.sleep(wait);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
