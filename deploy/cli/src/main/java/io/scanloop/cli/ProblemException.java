package io.scanloop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something asked for cannot be done; the command ends, or goes on with the next item. */
final class ProblemException extends RuntimeException {
    private final ExitStatus exit;
    private final transient Problem problem;
    private final int httpStatus;
    private final boolean isTransient;
    private final transient @Nullable Duration retryAfter;

    private ProblemException(
            ExitStatus exit,
            Problem problem,
            int httpStatus,
            boolean isTransient,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(problem.message(), cause);
        this.exit = exit;
        this.problem = problem;
        this.httpStatus = httpStatus;
        this.isTransient = isTransient;
        this.retryAfter = retryAfter;
    }

    /** A local fault: of the command line, of a file. */
    ProblemException(ExitStatus exit, Problem problem) {
        this(exit, problem, 0, false, null, null);
    }

    /** No answer came, or none that is whole. Worth another try. */
    static ProblemException unreachable(Problem problem, Throwable cause) {
        return new ProblemException(ExitStatus.UNREACHABLE, problem, 0, true, null, cause);
    }

    /** A file that should be there cannot be read. */
    static ProblemException unreadable(Path file, IOException cause) {
        return new ProblemException(
                ExitStatus.REFUSED,
                Problem.of(
                        "unreadable",
                        "%s cannot be read".formatted(file),
                        "a file that exists and may be read",
                        cause.getClass().getSimpleName(),
                        "check the path and its permissions"));
    }

    /** The server answered with an error. */
    static ProblemException answered(int httpStatus, Problem problem, @Nullable Duration retryAfter) {
        var isTransient = httpStatus == 429 || (httpStatus >= 502 && httpStatus <= 504) || httpStatus == 507;
        var exit = httpStatus < 500 ? ExitStatus.REFUSED : ExitStatus.FAILED;
        return new ProblemException(exit, problem, httpStatus, isTransient, retryAfter, null);
    }

    /** The same failure, now known to pass by itself. */
    ProblemException asTransient() {
        return new ProblemException(exit, problem, httpStatus, true, retryAfter, getCause());
    }

    ExitStatus exit() {
        return exit;
    }

    Problem problem() {
        return problem;
    }

    /** Status of the server's answer, 0 when it is not about an answer. */
    int httpStatus() {
        return httpStatus;
    }

    /** Whether the same request may succeed a little later. */
    boolean isTransient() {
        return isTransient;
    }

    /** How long the server asks to wait, when it says so. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
