package io.scanloop.workflow.step;

import java.time.Duration;

/**
 * How patient a worker is.
 *
 * @param idleExit the loop ends after this long without work; zero: never
 * @param heartbeat how often the worker says that it lives, more than zero
 * @param farewell how long a worker that must end waits for the broker to take its last event
 */
public record StepLoopSettings(Duration idleExit, Duration heartbeat, Duration farewell) {
    /** What {@link io.scanloop.events.WorkerSeen} promises: a sign of life every 10 seconds. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration FAREWELL = Duration.ofSeconds(30);

    public StepLoopSettings {
        if (heartbeat.isZero() || heartbeat.isNegative() || idleExit.isNegative() || farewell.isNegative()) {
            throw new IllegalArgumentException(
                    "heartbeat must be > 0, idleExit and farewell >= 0, got %s, %s and %s: correct the worker's settings"
                            .formatted(heartbeat, idleExit, farewell));
        }
    }

    /** The usual patience, with an end after so long without work; zero: never. */
    public static StepLoopSettings endingAfter(Duration idleExit) {
        return new StepLoopSettings(idleExit, HEARTBEAT, FAREWELL);
    }
}
