package io.scanloop.eval.adapter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.scanloop.eval.Cohort;
import io.scanloop.eval.HandWritten;
import io.scanloop.events.CancelRequested;
import io.scanloop.events.EvaluationReport;
import io.scanloop.events.Event;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.MetricSource;
import io.scanloop.events.ModelPromoted;
import io.scanloop.events.ModelRegistered;
import io.scanloop.events.Point;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.events.StepKind;
import io.scanloop.events.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedServers.class)
class EvalIT {
    private static WrittenLog log;

    @TestHTTPResource("/")
    String root;

    @BeforeAll
    static void open() {
        log = new WrittenLog(EmbeddedServers.bootstrapServers());
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void aCompletedRunIsJudgedOnceAndShown() {
        try (var store = EmbeddedServers.store()) {
            var cohort = Cohort.small(store, "judged");
            log.write(cohort.arrivals());
            var run = cohort.run(1);
            log.write(run);
            log.write(run.get(run.size() - 1)); // told again
        }

        eventually(() -> given().get("/api/v1/projects/judged/models/m1")
                .then()
                .statusCode(200)
                .body("alias", equalTo("champion"))
                .body("verdict", equalTo("promoted")));
        given().get("/api/v1/projects/judged/reports/m1")
                .then()
                .statusCode(200)
                .body("classes[0].name", equalTo("organ"))
                .body("classes[0].score.dice.toDouble()", closeTo(11 / 18.0, 1e-6))
                .body("classes[1].skipped", equalTo(2))
                .body("patients.test", equalTo(3))
                .body("baseline.contrasts", equalTo(List.of("T1")))
                .body("studies", hasSize(4));
        given().get("/api/v1/projects/judged/runs/r1")
                .then()
                .body("state", equalTo("completed"))
                .body("model", equalTo("m1"))
                .body("progress", equalTo(1f))
                .body("phases.phase", equalTo(List.of("finetune", "predict")))
                .body("phases[0].current", nullValue());
        given().get("/api/v1/projects/judged/arrivals")
                .then()
                .body("studies", equalTo(8))
                .body("labelled", equalTo(8))
                .body("patients.train", equalTo(3));
        given().get("/api/v1/projects/judged/models/m1/manifest")
                .then()
                .statusCode(200)
                .body("method", equalTo("amae"))
                .body("weights", hasSize(1))
                .body("weights[0].size", equalTo(2))
                .body("provenance.threads", equalTo("1"));
        var weights = given().get("/api/v1/projects/judged/models/m1/weights/0");
        given().get("/api/v1/projects/judged/models/m1/weights/1")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("unknown-weights"));
        weights.then().statusCode(200).header("Content-Length", "2").contentType("application/octet-stream");
        assertThat(weights.asByteArray()).containsExactly(4, 5);
        assertThat(log.read(Topic.MODELS, "judged"))
                .extracting(Event::getClass)
                .map(Class::getSimpleName)
                .containsExactly(ModelRegistered.class.getSimpleName(), ModelPromoted.class.getSimpleName());
        assertThat(log.read(Topic.METRICS_EVALUATION, "judged"))
                .hasSize(1)
                .first()
                .isInstanceOf(EvaluationReport.class);
    }

    @Test
    void theMetricStreamBeginsWithHistoryGoesOnLiveAndResumes() {
        try (var store = EmbeddedServers.store()) {
            var history = new Cohort(store, "streamed");
            log.write(HandWritten.configured("streamed"));
            log.write(HandWritten.started(
                    "streamed", 1, RunKind.FINETUNE, HandWritten.phase("finetune", StepKind.FINETUNE, 2, 100)));
            log.write(HandWritten.scheduled("streamed", 2, "r1", "finetune-0", StepKind.FINETUNE));
            log.write(batch("finetune-0", "a1", 0, 1, 0.9)); // the tail of a step that is committed
            var points = List.of(Point.of("finetune/loss", 0.9, 1));
            var manifest = history.measured("r1", "finetune-0", StepKind.FINETUNE, "a1", points);
            log.write(HandWritten.committed("streamed", "r1", "finetune-0", StepKind.FINETUNE, "a1", manifest));
            log.write(HandWritten.scheduled("streamed", 3, "r1", "finetune-1", StepKind.FINETUNE));
            log.write(batch("finetune-1", "a2", 0, 2, 0.8));
        }
        eventually(() -> given().get("/api/v1/projects/streamed/runs/r1")
                .then()
                .body("phases[0].completed", equalTo(1))
                .body("phases[0].current.step", equalTo("finetune-1")));

        String position;
        try (var reader = new StreamReader(root + "api/v1/metrics/stream?project=streamed", null)) {
            eventually(() -> assertThat(reader.events()).contains("caught-up {}"));
            log.write(batch("finetune-1", "a2", 1, 3, 0.7));
            eventually(() -> assertThat(reader.points()).hasSize(3));

            assertThat(reader.header("Content-Type")).startsWith("text/event-stream");
            assertThat(reader.events().get(0)).isEqualTo("reset {}");
            assertThat(reader.points().get(0)).contains("\"value\":0.9", "\"attempt\":\"a1\"");
            assertThat(reader.events().get(2)).startsWith("committed").contains("\"points\":1");
            assertThat(reader.points().get(1)).contains("\"value\":0.8");
            assertThat(reader.points().get(2)).contains("\"value\":0.7");
            position = reader.lastId();
            assertThat(position).matches("0-[0-9]+(\\.[1-7]-[0-9]+){7}");
        }
        log.write(batch("finetune-1", "a2", 2, 4, 0.6));
        try (var reader = new StreamReader(root + "api/v1/metrics/stream?project=streamed", position)) {
            eventually(() -> assertThat(reader.events()).contains("caught-up {}"));
            log.write(batch("finetune-1", "a2", 3, 5, 0.5));
            eventually(() -> assertThat(reader.points()).hasSize(2));

            assertThat(reader.points().get(0)).contains("\"value\":0.6");
            assertThat(reader.points().get(1)).contains("\"value\":0.5");
            assertThat(reader.events()).doesNotContain("reset {}");
        }
        given().get("/api/v1/projects/streamed/runs/r1/steps/finetune-0/points")
                .then()
                .statusCode(200)
                .body("attempt", equalTo("a1"))
                .body("points[0].value", equalTo(0.9f));
    }

    @Test
    void aQuietStreamSaysThatItLives() {
        try (var reader = new StreamReader(root + "api/v1/metrics/stream?project=nobody", null)) {
            eventually(() -> assertThat(reader.events()).contains("caught-up {}"));
            log.write(HandWritten.configured("elsewhere"));
            log.write(batch("elsewhere", "r1", "finetune-0", "a1", 0, 1, 0.5));

            eventually(() -> assertThat(reader.lastId()).isNotNull());
            assertThat(reader.points()).isEmpty();
        }
    }

    @Test
    void runsAreAskedForAndCancelled() {
        log.write(HandWritten.configured("asked"));
        log.write(HandWritten.started(
                "asked", 1, RunKind.PRETRAIN, HandWritten.phase("pretrain", StepKind.PRETRAIN, 2, 100)));
        eventually(() -> given().get("/api/v1/projects/asked/runs/r1").then().statusCode(200));

        given().contentType(ContentType.JSON)
                .body("{\"kind\": \"cycle\", \"priority\": \"urgent\"}")
                .header("Scanloop-Actor", "ada")
                .post("/api/v1/projects/asked/runs")
                .then()
                .statusCode(202)
                .body("request", containsString("run-requested/asked/"));
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/v1/projects/asked/runs/r1/cancel")
                .then()
                .statusCode(202);

        var requests = log.read(Topic.REQUESTS, "asked");
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0)).isInstanceOfSatisfying(RunRequested.class, asked -> {
            assertThat(asked.kind()).isEqualTo(RunKind.CYCLE);
            assertThat(asked.actor()).isEqualTo("ada");
        });
        assertThat(requests.get(1)).isInstanceOf(CancelRequested.class);
    }

    @Test
    void everyErrorIsAProblem() {
        log.write(HandWritten.configured("wrong"));
        eventually(() -> given().get("/api/v1/projects").then().body("items.project", hasItem("wrong")));
        given().get("/api/v1/projects/nowhere/runs")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("unknown-project"));
        given().get("/api/v1/projects/wrong/runs/r9").then().statusCode(404).body("code", equalTo("unknown-run"));
        given().get("/api/v1/projects/wrong/models/m9/manifest")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-model-version"));
        given().get("/api/v1/projects/judged-not/models/m1/weights/0")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().get("/api/v1/projects/wrong/reports/m9").then().statusCode(404).body("code", equalTo("unknown-report"));
        given().get("/api/v1/projects/wrong/runs?limit=0")
                .then()
                .statusCode(422)
                .body("code", equalTo("bad-limit"));
        given().get("/api/v1/nonsense").then().statusCode(404).body("code", equalTo("http-404"));
        ask("{\"kind\": \"predict\"}").statusCode(422).body("code", equalTo("bad-kind"));
        ask("{\"kind\": \"nonsense\"}").statusCode(422).body("code", equalTo("bad-member"));
        ask("{\"kinds\": \"cycle\"}").statusCode(422).body("code", equalTo("bad-member"));
        ask("{}").statusCode(422).body("code", equalTo("no-kind"));
        ask("{").statusCode(400);
        given().contentType(ContentType.JSON)
                .header("Origin", "http://elsewhere.example")
                .body("{\"kind\": \"cycle\"}")
                .post("/api/v1/projects/wrong/runs")
                .then()
                .statusCode(403)
                .body("code", equalTo("foreign-origin"));
    }

    private static io.restassured.response.ValidatableResponse ask(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/projects/wrong/runs")
                .then();
    }

    @Test
    void theApiIsDescribedAndThePageMayOnlyUseWhatIsServedHere() {
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body(
                        "paths.keySet()",
                        hasItems(
                                "/api/v1/projects/{project}/runs",
                                "/api/v1/projects/{project}/reports/{model}",
                                "/api/v1/projects/{project}/arrivals"));
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
        given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'self'"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body(notNullValue())
                .body(containsString("Scanloop"));
    }

    private static MetricBatch batch(String step, String attempt, long seq, long iteration, double loss) {
        return batch("streamed", "r1", step, attempt, seq, iteration, loss);
    }

    private static MetricBatch batch(
            String project, String run, String step, String attempt, long seq, long iteration, double loss) {
        return new MetricBatch(
                "metric-batch/%s/%s/%s/%d".formatted(run, step, attempt, seq),
                project,
                run,
                step,
                "finetune",
                seq,
                Instant.now(),
                List.of(Point.of("finetune/loss", loss, iteration)),
                new MetricSource("amae", "tiny", "worker-1", attempt));
    }

    private static void eventually(Runnable assertion) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion::run);
    }
}
