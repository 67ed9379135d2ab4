package io.scanloop.cli;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Metrics as they come: first what was committed, then live. A stream that is cut goes on where it was. */
final class MetricStream {
    private static final Duration BEFORE_ANOTHER = Duration.ofMillis(500);

    private final HttpCalls http;
    private final String path;
    private final Console console;
    private @Nullable String position;

    MetricStream(HttpCalls http, String path, Console console) {
        this.http = http;
        this.path = path;
        this.console = console;
    }

    /**
     * Hands every event on until one is answered with false, or the thread is interrupted.
     *
     * @throws ProblemException when the server refuses, or stays away for longer than the client's patience
     */
    void follow(Predicate<ServerEvent> wantsMore) {
        while (readToCut(wantsMore)) {
            console.say("the stream was cut; it goes on from there");
            try {
                Thread.sleep(BEFORE_ANOTHER.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Whether the stream was cut, else its reader had enough. */
    private boolean readToCut(Predicate<ServerEvent> wantsMore) {
        var request =
                http.request(path).setHeader("Accept", "text/event-stream").GET();
        if (position != null) {
            request.header("Last-Event-ID", position);
        }
        try (var lines = http.retry().call(() -> http.lines(request.build()))) {
            var events = ServerEvent.in(lines);
            while (events.hasNext()) {
                var event = events.next();
                position = event.id() == null ? position : event.id();
                if (!wantsMore.test(event)) {
                    return false;
                }
            }
        } catch (UncheckedIOException e) {
            // cut, as at the end of the lines
        }
        return !Thread.currentThread().isInterrupted();
    }
}
