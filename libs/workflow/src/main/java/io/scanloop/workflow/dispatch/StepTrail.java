package io.scanloop.workflow.dispatch;

import io.scanloop.events.FailureKind;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepClaimed;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepEvent;
import io.scanloop.events.StepFailed;
import io.scanloop.events.StepInterrupted;
import io.scanloop.workflow.step.StepFailure;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What workers tell of one step. */
final class StepTrail {
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();
    private @Nullable StepCompleted completed;

    /**
     * One worker's attempt.
     *
     * @param sending the sending that it took
     * @param end how it ended; null while nothing is heard
     */
    record Attempt(String name, int sending, @Nullable StepEvent end) {
        boolean isOpen() {
            return end == null;
        }
    }

    void on(StepEvent event) {
        if (event instanceof StepCompleted first) {
            completed = completed == null ? first : completed;
        } else if (event instanceof StepClaimed) {
            attempts.putIfAbsent(event.attempt(), new Attempt(event.attempt(), event.sending(), null));
        } else {
            attempts.put(event.attempt(), new Attempt(event.attempt(), event.sending(), event));
        }
    }

    /** Keeps the result only. */
    void forgetAttempts() {
        attempts.clear();
    }

    /** What was committed; null while nothing is. */
    @Nullable
    StepCompleted completed() {
        return completed;
    }

    Collection<Attempt> attempts() {
        return attempts.values();
    }

    Stream<Attempt> attemptsAt(int sending) {
        return attempts.values().stream().filter(attempt -> attempt.sending() == sending);
    }

    /** Attempts that led to nothing, were not asked to stop, and had a store to work with. */
    int spent() {
        return (int) attempts.values().stream()
                .filter(attempt -> !(attempt.end() instanceof StepInterrupted) && !isStoreAway(attempt.end()))
                .count();
    }

    private static boolean isStoreAway(@Nullable StepEvent end) {
        return end instanceof StepFailed failed && failed.code().equals(StepFailure.STORE_AWAY);
    }

    /** The first failure that names a study or that trying again does not help. */
    Optional<StepFailed> decisiveFailure() {
        return failures()
                .filter(failure -> failure.study() != null || failure.failure() == FailureKind.PERMANENT)
                .findFirst();
    }

    int failed() {
        return (int) failures().count();
    }

    /** The last failure, for those who want to know why. */
    Optional<StepFailed> lastFailure() {
        return failures().reduce((first, second) -> second);
    }

    private Stream<StepFailed> failures() {
        return attempts.values().stream()
                .map(Attempt::end)
                .filter(StepFailed.class::isInstance)
                .map(StepFailed.class::cast);
    }

    /** How far an attempt came that saved its state, of several the farthest; null when none did. */
    @Nullable
    ObjectRef progress() {
        return attempts.values().stream()
                .map(Attempt::end)
                .filter(StepInterrupted.class::isInstance)
                .map(StepInterrupted.class::cast)
                .filter(interrupted -> interrupted.progress() != null)
                .max(Comparator.comparingLong(StepInterrupted::iteration))
                .map(StepInterrupted::progress)
                .orElse(null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StepTrail that
                && attempts.equals(that.attempts)
                && Objects.equals(completed, that.completed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(attempts, completed);
    }
}
