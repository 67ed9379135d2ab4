package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.cli.HttpCalls.Answer;
import java.net.URI;
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
    private static final long SLOWEST_BYTES_PER_SECOND = 250_000;

    private final HttpCalls http;

    ScanloopClient(HttpCalls http) {
        this.http = http;
    }

    /** The same server, tried in another way. */
    ScanloopClient with(Retry other) {
        return new ScanloopClient(http.with(other));
    }

    URI server() {
        return http.server();
    }

    Answer putProject(String project, JsonNode configuration) {
        return http.json("PUT", HttpCalls.path("projects", project), configuration);
    }

    Optional<JsonNode> project(String project) {
        return http.find(HttpCalls.path("projects", project));
    }

    /**
     * What a run would consist of if it started now; asks for nothing.
     *
     * @param method null for the project's first
     * @param preset null for what the project has of the method
     */
    JsonNode plan(String project, @Nullable String kind, @Nullable String method, @Nullable String preset) {
        var query = Stream.of(Page.pair("kind", kind), Page.pair("method", method), Page.pair("preset", preset))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("&", "?", ""));
        return http.get(HttpCalls.path("projects", project, "plan") + query);
    }

    /** All of them. */
    JsonNode projects() {
        return Pages.all(cursor -> page(HttpCalls.path("projects"), Page.after(cursor)), null);
    }

    /** The study of that patient and name, as {@link #study} gives it, when the server has it. */
    Optional<JsonNode> lookUpStudy(String project, String patient, String study) {
        var names = Json.object().put("patient", patient).put("study", study);
        return http.findBy("POST", HttpCalls.path("projects", project, "studies", "lookup"), names);
    }

    /**
     * Sends a study, streaming its files.
     *
     * @param meter is told of bytes as they are sent, and of them again, negative, when they were sent in vain
     */
    Answer postStudy(String project, Multipart study, Replacement replacement, LongConsumer meter) {
        var query = replacement == Replacement.ALLOWED ? "?replace=true" : "";
        return send(HttpCalls.path("projects", project, "studies") + query, study, meter, UnaryOperator.identity());
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
        return send(HttpCalls.path("projects", project, "studies", study, "labels") + query, labels, meter, reading);
    }

    /**
     * Sends published weights.
     *
     * @param meter as in {@link #postStudy}
     */
    Answer postEncoder(String project, Multipart encoder, LongConsumer meter) {
        return send(HttpCalls.path("projects", project, "encoders"), encoder, meter, UnaryOperator.identity());
    }

    /** All published weights of a project. */
    JsonNode encoders(String project) {
        var path = HttpCalls.path("projects", project, "encoders");
        return Pages.all(cursor -> page(path, Page.after(cursor)), null);
    }

    /** Whether labels may be trained on as soon as they are stored. */
    enum Acceptance {
        AT_ONCE,
        LATER
    }

    /** All label sets of a study. */
    JsonNode labels(String project, String study) {
        var path = HttpCalls.path("projects", project, "studies", study, "labels");
        return Pages.all(cursor -> page(path, Page.after(cursor)), null);
    }

    JsonNode acceptLabels(String project, String study, String labels) {
        var path = HttpCalls.path("projects", project, "studies", study, "labels", labels, "accept");
        return http.json("POST", path, Json.object()).body();
    }

    JsonNode withdrawLabels(String project, String study, String labels, String reason) {
        var path = HttpCalls.path("projects", project, "studies", study, "labels", labels, "withdraw");
        return http.json("POST", path, Json.object().put("reason", reason)).body();
    }

    JsonNode study(String project, String study) {
        return http.get(HttpCalls.path("projects", project, "studies", study));
    }

    /**
     * One page of studies.
     *
     * @param filters of {@code split}, {@code contrast}, {@code limit}, {@code after}; null values are left out
     */
    JsonNode studies(String project, Page filters) {
        return page(HttpCalls.path("projects", project, "studies"), filters);
    }

    /** One page of what was refused or set aside, in no order of time. */
    JsonNode quarantine(String project, Page filters) {
        return page(HttpCalls.path("projects", project, "quarantine"), filters);
    }

    private JsonNode page(String path, Page page) {
        return http.get(path + page.query());
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

        String query() {
            return Stream.of(
                            pair("limit", "" + limit),
                            pair("after", after),
                            pair("split", split),
                            pair("contrast", contrast))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining("&", "?", ""));
        }

        private static Optional<String> pair(String name, @Nullable String value) {
            return Optional.ofNullable(value).map(text -> name + "=" + HttpCalls.encoded(text));
        }
    }

    private Answer send(String path, Multipart body, LongConsumer meter, UnaryOperator<ProblemException> reading) {
        return http.retry().call(() -> {
            var sent = new AtomicLong();
            try {
                var published = new MeteredBody(body.publisher(), bytes -> {
                    sent.addAndGet(bytes);
                    meter.accept(bytes);
                });
                var patience =
                        HttpCalls.ANSWER_TIMEOUT.plusSeconds(published.contentLength() / SLOWEST_BYTES_PER_SECOND);
                return http.exchange(http.request(path)
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
}
