package io.scanloop.storage;

import io.minio.errors.ErrorResponseException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;

/** Calls to the store: what may pass is tried again, within about ten seconds; a refusal is not. */
final class S3Calls {
    private static final Duration LAST_START = Duration.ofSeconds(8);
    private static final long FIRST_PAUSE_MILLIS = 150;

    private final int retries;
    private final S3Failures failures;
    private final ConnectionPool connections;

    S3Calls(S3Settings settings, S3Failures failures, ConnectionPool connections) {
        this.retries = settings.retries();
        this.failures = failures;
        this.connections = connections;
    }

    /** One request to the store, made anew for each attempt. */
    interface Request<T> {
        CompletableFuture<T> send();
    }

    /** What became of a write with a precondition. */
    enum Condition {
        HELD,
        FAILED,
        /** It does not hold now, but an earlier attempt, whose answer was lost, may have made it so. */
        FAILED_PERHAPS_BY_US
    }

    /** An answer or else a refusal. */
    private record Outcome<T>(
            @Nullable T answer, @Nullable ErrorResponseException refusal, boolean mayHaveActedBefore) {}

    /** Sends a request that the store has no reason to refuse; {@code what} completes "cannot ..." in a message. */
    <T> T call(String what, Request<T> request) {
        return answer(what, attempt(what, request));
    }

    /** As {@link #call}, but empty when the store answers with {@code absence}, such as {@code NoSuchKey}. */
    <T> Optional<T> find(String what, String absence, Request<T> request) {
        var outcome = attempt(what, request);
        return isRefused(outcome, code -> code.equals(absence)) ? Optional.empty() : Optional.of(answer(what, outcome));
    }

    /** Sends a write that the store refuses when its precondition, or what it builds upon, does not hold. */
    <T> Condition conditional(String what, Request<T> request) {
        var outcome = attempt(what, request);
        if (isRefused(outcome, S3Calls::isPrecondition)) {
            return outcome.mayHaveActedBefore() ? Condition.FAILED_PERHAPS_BY_US : Condition.FAILED;
        }
        answer(what, outcome);
        return Condition.HELD;
    }

    private static boolean isPrecondition(String code) {
        return switch (code) {
            case "PreconditionFailed", "NoSuchKey", "NoSuchUpload", "BucketAlreadyOwnedByYou", "BucketAlreadyExists" ->
                true;
            default -> false;
        };
    }

    private static boolean isRefused(Outcome<?> outcome, Predicate<String> codes) {
        return outcome.refusal() != null
                && codes.test(outcome.refusal().errorResponse().code());
    }

    private <T> T answer(String what, Outcome<T> outcome) {
        if (outcome.refusal() != null) {
            throw failures.refused(what, outcome.refusal());
        }
        if (outcome.answer() == null) {
            throw new IllegalStateException("neither an answer nor a refusal: cannot " + what);
        }
        return outcome.answer();
    }

    private <T> Outcome<T> attempt(String what, Request<T> request) {
        long start = System.nanoTime();
        boolean mayHaveActed = false;
        for (int attempt = 1; ; attempt++) {
            Exception failure;
            try {
                return new Outcome<>(send(request), null, mayHaveActed);
            } catch (ErrorResponseException refusal) {
                if (!S3Failures.isBusy(refusal)) {
                    return new Outcome<>(null, refusal, mayHaveActed);
                }
                failure = refusal;
            } catch (IOException e) {
                failure = e;
            }
            boolean late = System.nanoTime() - start > LAST_START.toNanos();
            if (attempt > retries || late || !S3Failures.mayPass(failure)) {
                throw failures.failed(what, attempt, failure);
            }
            mayHaveActed |= !S3Failures.surelyUndone(failure);
            connections.evictAll(); // when the store restarts, every idle connection is dead, not this one alone
            pause(what, attempt);
        }
    }

    private static <T> T send(Request<T> request) throws IOException, ErrorResponseException {
        try {
            return request.send().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the store");
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** Returns what is not a refusal, throws what is; the layers between say nothing more. */
    private static IOException unwrapped(Throwable e) throws ErrorResponseException {
        var cause = e.getCause();
        if (cause instanceof CompletionException) {
            return unwrapped(cause);
        }
        if (cause instanceof ErrorResponseException refusal) {
            throw refusal;
        }
        if (cause instanceof RuntimeException ours) {
            throw ours;
        }
        return cause instanceof IOException failure
                ? failure
                : new S3Failures.UnexpectedAnswer(cause == null ? e : cause);
    }

    private void pause(String what, int attempt) {
        long longest = FIRST_PAUSE_MILLIS << attempt;
        try {
            Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.exception(what, "interrupted between two attempts", e);
        }
    }
}
