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
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one server over HTTP. Safe for use by many threads.
 *
 * <p>Every call throws {@link ProblemException} when the server refuses, fails or does not answer.
 */
final class HttpCalls {
    /** Code of the problem that no answer came. */
    static final String UNREACHABLE = "server-unreachable";

    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Without a slash at its end. */
    private final URI server;

    private final String actor;
    /** What to do when it does not answer. */
    private final String remedy;

    private final Retry retry;
    private final HttpClient http;

    /** An answer that is no error. */
    record Answer(int status, JsonNode body) {}

    /** @param remedy for the person whose server does not answer */
    HttpCalls(URI server, String actor, String remedy, Retry retry) {
        this(
                server,
                actor,
                remedy,
                retry,
                HttpClient.newBuilder()
                        // HTTP/2 over a plain connection starts with an upgrade that costs a round trip
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build());
    }

    private HttpCalls(URI server, String actor, String remedy, Retry retry, HttpClient http) {
        this.server = server;
        this.actor = actor;
        this.remedy = remedy;
        this.retry = retry;
        this.http = http;
    }

    /** The same server, tried in another way. */
    HttpCalls with(Retry other) {
        return new HttpCalls(server, actor, remedy, other, http);
    }

    URI server() {
        return server;
    }

    Retry retry() {
        return retry;
    }

    JsonNode get(String path) {
        return call(getting(path)).body();
    }

    /** The same, empty when there is no such thing. */
    Optional<JsonNode> find(String path) {
        return find(getting(path));
    }

    Answer json(String method, String path, JsonNode body) {
        return call(sending(method, path, body));
    }

    /** The same, empty when there is no such thing. */
    Optional<JsonNode> findBy(String method, String path, JsonNode body) {
        return find(sending(method, path, body));
    }

    /** A request with the headers that all have. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .header("Scanloop-Actor", actor)
                .header("Accept", "application/json, application/problem+json");
    }

    /** Once, without another try. */
    Answer exchange(HttpRequest request) {
        var response = send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() >= 300) {
            throw refused(response, response.body());
        }
        return new Answer(response.statusCode(), Json.parse(response.body()));
    }

    /** Once, without another try; the lines as they come, until the stream is closed. */
    Stream<String> lines(HttpRequest request) {
        var response = send(request, BodyHandlers.ofLines());
        if (response.statusCode() >= 300) {
            try (var lines = response.body()) {
                throw refused(response, lines.collect(Collectors.joining("\n")));
            }
        }
        return response.body();
    }

    /** Fetches bytes of any number into a file, which is replaced. */
    void download(String path, Path file) {
        var request = request(path)
                .setHeader("Accept", "application/octet-stream, application/problem+json")
                .timeout(ANSWER_TIMEOUT)
                .GET()
                .build();
        var unused = retry.call(() -> {
            var response = send(request, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() >= 300) {
                    throw refused(response, new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
                return Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw unanswered(e);
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

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ExitStatus.FAILED, Problem.of("interrupted", "interrupted", "run the same command again"));
        }
    }

    private static ProblemException refused(HttpResponse<?> response, String body) {
        var problem = Problem.ofAnswer(response.statusCode(), body);
        return ProblemException.answered(response.statusCode(), problem, retryAfter(response));
    }

    /** The same words for whatever cut an answer off. */
    ProblemException unanswered(IOException failure) {
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
        var problem = Problem.of(
                UNREACHABLE,
                "the server at %s does not answer".formatted(server),
                "a Scanloop server at that address",
                what,
                remedy);
        return ProblemException.unreachable(problem, failure);
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        var seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    private HttpRequest getting(String path) {
        return request(path).timeout(ANSWER_TIMEOUT).GET().build();
    }

    private HttpRequest sending(String method, String path, JsonNode body) {
        return request(path)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(Json.compact(body)))
                .build();
    }

    /** E.g. {@code /api/v1/projects/liver} of {@code projects}, {@code liver}. */
    static String path(String... segments) {
        return Stream.of(segments).map(HttpCalls::encoded).collect(Collectors.joining("/", "/api/v1/", ""));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
