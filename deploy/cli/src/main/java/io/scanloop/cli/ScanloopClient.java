package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the intake over HTTP. Safe for use by many threads.
 *
 * <p>Every call throws {@link ProblemException} when the server refuses, fails or does not answer. All calls may be
 * repeated: what was sent before changes nothing.
 */
final class ScanloopClient {
    /** Code of the problem that no answer came. */
    static final String UNREACHABLE = "server-unreachable";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final long SLOWEST_BYTES_PER_SECOND = 250_000;

    /** Without a slash at its end. */
    private final URI server;

    private final String actor;
    private final Retry retry;
    private final HttpClient http;

    /** An answer that is no error. */
    record Answer(int status, JsonNode body) {}

    ScanloopClient(URI server, String actor, Retry retry) {
        this(
                server,
                actor,
                retry,
                HttpClient.newBuilder()
                        // HTTP/2 over a plain connection starts with an upgrade that costs a round trip
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build());
    }

    private ScanloopClient(URI server, String actor, Retry retry, HttpClient http) {
        this.server = server;
        this.actor = actor;
        this.retry = retry;
        this.http = http;
    }

    /** The same server, tried in another way. */
    ScanloopClient with(Retry other) {
        return new ScanloopClient(server, actor, other, http);
    }

    URI server() {
        return server;
    }

    Answer putProject(String project, JsonNode configuration) {
        return call(json("PUT", path("projects", project), configuration));
    }

    Optional<JsonNode> project(String project) {
        return find(get(path("projects", project)));
    }

    /** All of them. */
    JsonNode projects() {
        return Pages.all(cursor -> page(path("projects"), Page.after(cursor)), null);
    }

    /** The study of that patient and name, as {@link #study} gives it, when the server has it. */
    Optional<JsonNode> lookUpStudy(String project, String patient, String study) {
        var names = Json.object().put("patient", patient).put("study", study);
        return find(json("POST", path("projects", project, "studies", "lookup"), names));
    }

    /**
     * Sends a study, streaming its files.
     *
     * @param meter is told of bytes as they are sent, and of them again, negative, when they were sent in vain
     */
    Answer postStudy(String project, Multipart study, Replacement replacement, LongConsumer meter) {
        var query = replacement == Replacement.ALLOWED ? "?replace=true" : "";
        return send(path("projects", project, "studies") + query, study, meter, UnaryOperator.identity());
    }

    /** Whether a contrast that the server has may be replaced by another content. */
    enum Replacement {
        ALLOWED,
        REFUSED
    }

    /**
     * Sends a label set of a stored study.
     *
     * @param meter as in {@link #postStudy}
     */
    Answer postLabels(String project, String study, Multipart labels, Acceptance acceptance, LongConsumer meter) {
        var query = acceptance == Acceptance.AT_ONCE ? "?accept=true" : "";
        // 409: that replica has not heard of the study yet
        UnaryOperator<ProblemException> reading = e -> e.problem().code().equals("unknown-study") ? e.asTransient() : e;
        return send(path("projects", project, "studies", study, "labels") + query, labels, meter, reading);
    }

    /** Whether labels may be trained on as soon as they are stored. */
    enum Acceptance {
        AT_ONCE,
        LATER
    }

    /** All label sets of a study. */
    JsonNode labels(String project, String study) {
        var path = path("projects", project, "studies", study, "labels");
        return Pages.all(cursor -> page(path, Page.after(cursor)), null);
    }

    JsonNode acceptLabels(String project, String study, String labels) {
        var path = path("projects", project, "studies", study, "labels", labels, "accept");
        return call(json("POST", path, Json.object())).body();
    }

    JsonNode withdrawLabels(String project, String study, String labels, String reason) {
        var path = path("projects", project, "studies", study, "labels", labels, "withdraw");
        return call(json("POST", path, Json.object().put("reason", reason))).body();
    }

    JsonNode study(String project, String study) {
        return call(get(path("projects", project, "studies", study))).body();
    }

    /**
     * One page of studies.
     *
     * @param filters of {@code split}, {@code contrast}, {@code limit}, {@code after}; null values are left out
     */
    JsonNode studies(String project, Page filters) {
        return page(path("projects", project, "studies"), filters);
    }

    /** One page of what was refused or set aside, in no order of time. */
    JsonNode quarantine(String project, Page filters) {
        return page(path("projects", project, "quarantine"), filters);
    }

    private JsonNode page(String path, Page page) {
        return call(get(path + page.query())).body();
    }

    /** Which part of a list. */
    record Page(
            int limit,
            @Nullable String after,
            @Nullable String split,
            @Nullable String contrast) {
        private static final int USUAL_LIMIT = 100;

        /** The next of the usual size, the first after null. */
        static Page after(@Nullable String cursor) {
            return new Page(USUAL_LIMIT, cursor, null, null);
        }

        private String query() {
            return Stream.of(
                            pair("limit", "" + limit),
                            pair("after", after),
                            pair("split", split),
                            pair("contrast", contrast))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining("&", "?", ""));
        }

        private static Optional<String> pair(String name, @Nullable String value) {
            return Optional.ofNullable(value).map(text -> name + "=" + encoded(text));
        }
    }

    private Answer send(String path, Multipart body, LongConsumer meter, UnaryOperator<ProblemException> reading) {
        return retry.call(() -> {
            var sent = new AtomicLong();
            try {
                var published = new MeteredBody(body.publisher(), bytes -> {
                    sent.addAndGet(bytes);
                    meter.accept(bytes);
                });
                var patience = ANSWER_TIMEOUT.plusSeconds(published.contentLength() / SLOWEST_BYTES_PER_SECOND);
                return exchange(request(path)
                        .timeout(patience)
                        .header("Content-Type", body.contentType())
                        .POST(published)
                        .build());
            } catch (ProblemException e) {
                meter.accept(-sent.get());
                throw reading.apply(e);
            }
        });
    }

    private Answer call(HttpRequest request) {
        return retry.call(() -> exchange(request));
    }

    private Optional<JsonNode> find(HttpRequest request) {
        try {
            return Optional.of(call(request).body());
        } catch (ProblemException e) {
            if (e.httpStatus() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Answer exchange(HttpRequest request) {
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw ProblemException.unreachable(unanswered(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ExitStatus.FAILED, Problem.of("interrupted", "interrupted", "run the same command again"));
        }
        if (response.statusCode() >= 300) {
            var problem = Problem.ofAnswer(response.statusCode(), response.body());
            throw ProblemException.answered(response.statusCode(), problem, retryAfter(response));
        }
        return new Answer(response.statusCode(), Json.parse(response.body()));
    }

    private Problem unanswered(IOException failure) {
        var what = "unanswered";
        if (failure instanceof HttpConnectTimeoutException) {
            what = "no connection within %d s".formatted(CONNECT_TIMEOUT.toSeconds());
        } else if (failure instanceof HttpTimeoutException) {
            what = "connected, but no answer in time";
        } else if (failure instanceof ConnectException) {
            what = failure.getCause() instanceof UnresolvedAddressException ? "unknown host" : "connection refused";
        } else {
            what = "the connection broke: " + failure.getMessage();
        }
        return Problem.of(
                UNREACHABLE,
                "the server at %s does not answer".formatted(server),
                "a Scanloop server at that address",
                what,
                "start it, e.g. with deploy/laptop/run, or name another one with --server URL or SCANLOOP_URL");
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        var seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    private HttpRequest get(String path) {
        return request(path).timeout(ANSWER_TIMEOUT).GET().build();
    }

    private HttpRequest json(String method, String path, JsonNode body) {
        return request(path)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(Json.compact(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .header("Scanloop-Actor", actor)
                .header("Accept", "application/json, application/problem+json");
    }

    private static String path(String... segments) {
        return Stream.of(segments).map(ScanloopClient::encoded).collect(Collectors.joining("/", "/api/v1/", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
