package io.scanloop.storage;

import io.minio.errors.ErrorResponseException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What went wrong between us and the store, in words that say where and what to do, and never the secret key. */
final class S3Failures {
    private static final Set<String> BUSY = Set.of(
            "SlowDown",
            "RequestTimeout",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "InternalError",
            "OperationAborted",
            "ConditionalRequestConflict");

    private final S3Settings settings;

    S3Failures(S3Settings settings) {
        this.settings = settings;
    }

    /** Something answered that is not an S3 store. */
    static final class UnexpectedAnswer extends IOException {
        private static final long serialVersionUID = 1L;

        UnexpectedAnswer(Throwable cause) {
            super("the answer is not one of an S3 store, see that the endpoint is right: " + cause.getMessage(), cause);
        }
    }

    /** The store asks to be left alone for a moment. */
    static boolean isBusy(ErrorResponseException refusal) {
        return BUSY.contains(refusal.errorResponse().code());
    }

    /** Whether another attempt may fare better: not when the store hangs, for that costs as long again. */
    static boolean mayPass(Exception failure) {
        boolean hung = failure instanceof InterruptedIOException && !neverArrived(failure);
        return !hung && !(failure instanceof UnexpectedAnswer) && !(failure instanceof FileChangedException);
    }

    /** Whether the store surely did nothing of what was asked: it saw no request, or turned it away. */
    static boolean surelyUndone(Exception failure) {
        return neverArrived(failure)
                || (failure instanceof ErrorResponseException refusal
                        && refusal.response().code() / 100 == 4);
    }

    /** Whether the store surely saw nothing of the request. */
    static boolean neverArrived(Exception failure) {
        return failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException
                || (failure instanceof SocketTimeoutException
                        && words(failure).toLowerCase(Locale.ROOT).contains("connect"));
    }

    ObjectStoreException failed(String what, int attempts, Exception failure) {
        return exception(what, "%s (%s, attempts: %d)".formatted(advice(failure), words(failure), attempts), failure);
    }

    private static String advice(Exception failure) {
        if (failure instanceof FileChangedException) {
            return "the file changed while it was being stored: put it again when it is at rest";
        }
        if (failure instanceof UnexpectedAnswer) {
            return "something else than an S3 store answered: correct the endpoint";
        }
        if (failure instanceof ServerFailedException || failure instanceof ErrorResponseException) {
            return "the store fails or is overloaded: see its log, try again later";
        }
        if (neverArrived(failure)) {
            return "the store cannot be reached: see that it runs and that the endpoint is right";
        }
        return "the connection to the store broke: see that it still runs, then try again";
    }

    private static String words(Exception failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    ObjectStoreException refused(String what, ErrorResponseException refusal) {
        var code = refusal.errorResponse().code();
        var message = message(
                what,
                "%s (HTTP %d %s: %s)"
                        .formatted(
                                advice(code),
                                refusal.response().code(),
                                code,
                                refusal.errorResponse().message()));
        return code.equals("NoSuchKey")
                ? new LostObjectException(message, refusal)
                : new ObjectStoreException(message, refusal);
    }

    private String advice(String code) {
        return switch (code) {
            case "SignatureDoesNotMatch" ->
                "the secret key is not that of access key '%s': correct it".formatted(settings.accessKey());
            case "InvalidAccessKeyId" ->
                "the store does not know access key '%s': correct access key and secret key"
                        .formatted(settings.accessKey());
            case "AccessDenied" ->
                "access key '%s' may not do this: check the keys and their rights on the bucket"
                        .formatted(settings.accessKey());
            case "RequestTimeTooSkewed" -> "the clocks of this machine and of the store differ too much: set them";
            case "NoSuchBucket" -> "the bucket was removed: restart this process to have it created";
            case "InvalidRange" -> "the range lies beyond the end of the object";
            case "NoSuchKey" -> "there is no such object";
            default -> "the store refused";
        };
    }

    ObjectStoreException exception(String what, String why, @Nullable Throwable cause) {
        return new ObjectStoreException(message(what, why), cause);
    }

    private String message(String what, String why) {
        return "cannot %s in bucket %s at %s: %s".formatted(what, settings.bucket(), settings.endpoint(), why);
    }
}
