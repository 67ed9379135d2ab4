package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.cli.ScanloopClient.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to eval-service over HTTP: runs, models, reports, metrics. Safe for use by many threads.
 *
 * <p>Every call throws {@link ProblemException} when the server refuses, fails or does not answer.
 */
final class LoopClient {
    private final HttpCalls http;

    LoopClient(HttpCalls http) {
        this.http = http;
    }

    /** The same server, tried in another way. */
    LoopClient with(Retry other) {
        return new LoopClient(http.with(other));
    }

    /** Where its page is. */
    URI server() {
        return http.server();
    }

    /** One page of runs. */
    JsonNode runs(String project, Page page) {
        return http.get(HttpCalls.path("projects", project, "runs") + page.query());
    }

    /** Those that began last; none of a project that eval-service has not heard of. */
    JsonNode latestRuns(String project) {
        return latest("projects", project, "runs");
    }

    JsonNode run(String project, String run) {
        return http.get(HttpCalls.path("projects", project, "runs", run));
    }

    /** Asks for a run; dispatch decides. */
    JsonNode startRun(String project, JsonNode request) {
        return http.json("POST", HttpCalls.path("projects", project, "runs"), request)
                .body();
    }

    /** Asks that a run be cancelled; dispatch decides. */
    JsonNode cancelRun(String project, String run) {
        return http.json("POST", HttpCalls.path("projects", project, "runs", run, "cancel"), Json.object())
                .body();
    }

    /** One page of model versions. */
    JsonNode models(String project, Page page) {
        return http.get(HttpCalls.path("projects", project, "models") + page.query());
    }

    /** Those that were made last; none of a project that eval-service has not heard of. */
    JsonNode latestModels(String project) {
        return latest("projects", project, "models");
    }

    JsonNode model(String project, String model) {
        return http.get(HttpCalls.path("projects", project, "models", model));
    }

    /** What is needed to run a model version, and where it comes from. */
    JsonNode manifest(String project, String model) {
        return http.get(HttpCalls.path("projects", project, "models", model, "manifest"));
    }

    /** Fetches a file of a model version's weights, by its place in the manifest. */
    void weights(String project, String model, int shard, Path file) {
        http.download(HttpCalls.path("projects", project, "models", model, "weights", "" + shard), file);
    }

    JsonNode report(String project, String model) {
        return http.get(HttpCalls.path("projects", project, "reports", model));
    }

    /** The latest verdict of each trigger; none of a project that eval-service has not heard of. */
    JsonNode triggers(String project) {
        return latest("projects", project, "triggers");
    }

    /** Metrics of a project, from their beginning or from where a former stream was cut. */
    MetricStream metrics(String project, @Nullable String run, @Nullable String metric, Console console) {
        var query = Stream.of(pair("project", project), pair("run", run), pair("metric", metric))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("&", "?", ""));
        return new MetricStream(http, HttpCalls.path("metrics", "stream") + query, console);
    }

    private JsonNode latest(String... segments) {
        var path = HttpCalls.path(segments) + Page.after(null).query();
        return Pages.one(cursor -> http.find(path).orElseGet(Json::array), null);
    }

    private static Optional<String> pair(String name, @Nullable String value) {
        return Optional.ofNullable(value).map(text -> name + "=" + HttpCalls.encoded(text));
    }
}
