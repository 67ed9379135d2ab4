package io.scanloop.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole laptop, with the services that production runs. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class LaptopIT {
    private static final Path ROOT = Path.of(System.getProperty("scanloop.root"));
    private static final String PROJECT = """
            {"classes": [{"value": 1, "name": "liver"}], "contrasts": ["T1"], "spacing": [1.5, 1.5, 1.5]}
            """;

    @TempDir
    Path home;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void needsTheServices() {
        for (var name : List.of("ingest-service", "eval-service", "pretrain-worker", "finetune-worker")) {
            var artifact = ROOT.resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
            assumeTrue(Files.exists(artifact), artifact + " absent: package " + name + " first");
        }
    }

    @Test
    void bringsAllUpPutsAllAwayAndTakesItsDataUpAgain() throws Exception {
        try (var first = RunningLaptop.start(ROOT, home, Map.of())) {
            var answer = put(first.url() + "/api/v1/projects/liver", PROJECT);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            var children = first.children();
            assertThat(children).hasSize(4).allMatch(ProcessHandle::isAlive);

            first.stop();

            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(first.output())
                    .contains("stopped")
                    .doesNotContain("ended with exit code")
                    .doesNotContain("did not stop within");
        }

        try (var second = RunningLaptop.start(ROOT, home, Map.of())) {
            var answer = get(second.url() + "/api/v1/projects/liver");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("liver");
        }
    }

    private HttpResponse<String> put(String url, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
