package io.scanloop.ingest.adapter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.scanloop.ingest.TinyNifti;
import io.scanloop.ingest.TinyWeights;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedServers.class)
class IngestIT {
    private static final String TASK = """
            {"classes": [{"value": 1, "name": "organ"}], "contrasts": ["T1", "T2"], "spacing": [1, 1, 1]}
            """;
    private static final String PROJECT = "/api/v1/projects/brain";

    @BeforeEach
    void configure() {
        given().contentType(ContentType.JSON).body(TASK).put(PROJECT).then().statusCode(oneOf(200, 201));
    }

    @Test
    void aProjectIsConfiguredShownAndListed() {
        given().contentType(ContentType.JSON)
                .body(TASK)
                .put("/api/v1/projects/first")
                .then()
                .statusCode(201);
        given().contentType(ContentType.JSON)
                .body(TASK)
                .put("/api/v1/projects/first")
                .then()
                .statusCode(200);

        given().get("/api/v1/projects/first")
                .then()
                .statusCode(200)
                .body("version", equalTo(1))
                .body("configuration.triggers.debounce", equalTo("PT30S"))
                .body("configuration.minimumPatients.test", equalTo(3));
        eventually(() -> given().get("/api/v1/projects").then().body("items.project", hasItem("first")));
    }

    @Test
    void aStudyComesInOnceAndIsListed() {
        send("Ada", "one", TinyNifti.of(1, 2)).statusCode(201).body("announced", equalTo(true));
        var study =
                send("Ada", "one", TinyNifti.of(1, 2)).statusCode(200).extract().<String>path("study");

        given().get(PROJECT + "/studies/" + study)
                .then()
                .statusCode(200)
                .body("revision", equalTo(1))
                .body("contrasts.T1.shape", equalTo(List.of(4, 3, 2)))
                .body("contrasts.T1.object.sha256", notNullValue());
        given().contentType(ContentType.JSON)
                .body("{\"patient\": \"Ada\", \"study\": \"one\"}")
                .post(PROJECT + "/studies/lookup")
                .then()
                .statusCode(200)
                .body("study", equalTo(study));
        eventually(() -> given().get(PROJECT + "/studies?limit=1000").then().body("items.study", hasItem(study)));
    }

    @Test
    void labelsComeInAreAcceptedAndWithdrawn() {
        var study = send("Bea", "one", TinyNifti.of(1, 2)).extract().<String>path("study");
        var labels = PROJECT + "/studies/" + study + "/labels";

        label(labels, TinyNifti.of(0, 1)).statusCode(201).body("status", equalTo("accepted"));
        given().contentType(ContentType.JSON)
                .body("{\"reason\": \"drawn on another scan\"}")
                .post(labels + "/l1/withdraw")
                .then()
                .statusCode(201)
                .body("status", equalTo("withdrawn"));

        given().post(labels + "/l1/accept").then().statusCode(409).body("code", equalTo("labels-withdrawn"));
        given().get(labels).then().body("items", hasSize(1));
    }

    @Test
    void labelsOfAnUnknownStudyAreSafeToSendAgain() {
        label(PROJECT + "/studies/aaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb/labels", TinyNifti.of(0, 1))
                .statusCode(409)
                .body("action", containsString("send the study first"));
    }

    @Test
    void badInputIsExplainedAndQuarantined() {
        send("Cleo", "one", new byte[400])
                .statusCode(422)
                .contentType("application/problem+json")
                .body("reasons", hasSize(1))
                .body("reasons[0].contrast", equalTo("T1"))
                .body("reasons[0].message", containsString("expected"));

        given().get(PROJECT + "/quarantine")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("next", nullValue());
    }

    @Test
    void anUploadThatDoesNotFitIsAnsweredWith507() {
        send("Dora", "one", new byte[2 << 20]).statusCode(507).body("code", equalTo("scratch-full"));
    }

    @Test
    void publishedWeightsAreStoredListedAndStartedFrom() {
        var startsFromThem = TASK.replace("\"spacing\"", "\"finetuning\": {\"encoder\": \"swin\"}, \"spacing\"");
        var project = "/api/v1/projects/published";
        given().contentType(ContentType.JSON).body(TASK).put(project).then().statusCode(201);
        given().contentType(ContentType.JSON)
                .body(startsFromThem)
                .put(project)
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown-encoder"));

        weights(project, TinyWeights.safetensors(1))
                .statusCode(201)
                .body("announced", equalTo(true))
                .body("format", equalTo("safetensors"))
                .body("object.sha256", notNullValue());
        weights(project, TinyWeights.safetensors(1)).statusCode(200);

        weights(project, TinyWeights.safetensors(2)).statusCode(409).body("code", equalTo("other-weights"));
        weights(project, new byte[100]).statusCode(422).body("code", equalTo("bad-encoder"));
        eventually(
                () -> given().get(project + "/encoders").then().statusCode(200).body("items.encoder", hasItem("swin")));
        given().contentType(ContentType.JSON)
                .body(startsFromThem)
                .put(project)
                .then()
                .statusCode(200)
                .body("version", equalTo(2))
                .body("encoder.key", equalTo("projects/published/encoders/swin.json"));
    }

    @Test
    void aRunThatIsAskedForIsSentOutAndCountsForScaling() {
        given().get("/scaling")
                .then()
                .statusCode(200)
                .body("finetune", equalTo(0))
                .body("evaluate", equalTo(0));
        for (int patient = 0; patient < 5; patient++) { // three of the first five are on the train side
            send("Patient " + patient, "one", TinyNifti.of(patient, 2));
        }

        var request = given().contentType(ContentType.JSON)
                .body("{\"kind\": \"pretrain\"}")
                .post(PROJECT + "/runs")
                .then()
                .statusCode(202)
                .extract()
                .<String>path("request");

        assertThat(request).startsWith("run-requested/brain/");
        eventually(() -> given().get("/scaling").then().body("pretrain", equalTo(1)));
        given().post(PROJECT + "/runs/r1/cancel")
                .then()
                .statusCode(202)
                .body("request", equalTo("cancel-requested/brain/r1"));
    }

    @Test
    void everyErrorIsAProblem() {
        given().get("/api/v1/projects/nowhere").then().statusCode(404).body("code", equalTo("unknown-project"));
        ask("{\"kind\": \"dream\"}").statusCode(422).body("code", equalTo("bad-kind"));
        ask("{\"kind\": \"cycle\", \"preset\": \"huge\"}").statusCode(422).body("code", equalTo("not-runnable"));
        ask("{\"kind\": \"cycle\", \"priority\": \"now\"}").statusCode(422).body("code", equalTo("bad-priority"));
        given().post(PROJECT + "/runs/last/cancel").then().statusCode(422).body("code", equalTo("bad-run"));
        given().get("/api/v1/nonsense").then().statusCode(404).body("code", equalTo("http-404"));
        given().contentType(ContentType.JSON)
                .body("{")
                .put(PROJECT)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("bad-json"));
        given().get(PROJECT + "/studies?limit=many").then().statusCode(422).body("code", equalTo("bad-parameter"));
        given().get(PROJECT + "/quarantine?after=John Doe")
                .then()
                .statusCode(422)
                .body("code", equalTo("bad-after"));
        given().get(PROJECT + "/studies/aaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb/labels")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-study"));
        given().contentType(ContentType.JSON)
                .body(TASK)
                .header("Scanloop-Actor", "a b\tc")
                .put(PROJECT)
                .then()
                .statusCode(422)
                .body("code", equalTo("bad-actor"));
        given().get(PROJECT + "/studies?limit=0").then().statusCode(422).body("code", equalTo("bad-limit"));
        given().get(PROJECT + "/studies?split=left").then().statusCode(422).body("code", equalTo("unknown-split"));
    }

    @Test
    void aPlanSaysWhatARunWouldDo() {
        eventually(() -> given().get(PROJECT + "/plan?kind=pretrain").then().statusCode(200));
        given().get(PROJECT + "/plan?kind=pretrain&preset=small")
                .then()
                .statusCode(200)
                .body("kind", equalTo("pretrain"))
                .body("configuration.method", equalTo("amae"))
                .body("phases.phase", equalTo(List.of("pretrain")))
                .body("phases[0].total", equalTo(20_000))
                .body("counts.patients.keySet()", hasItems("train", "validation", "test"));
        given().get(PROJECT + "/plan?preset=huge").then().statusCode(422).body("code", equalTo("not-runnable"));
        given().get("/api/v1/projects/nowhere/plan").then().statusCode(404).body("code", equalTo("unknown-project"));
    }

    @Test
    void theApiIsDescribedAndTheServiceReady() {
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body(
                        "paths.'/api/v1/projects/{project}/studies'.post.responses.keySet()",
                        hasItems("200", "201", "202", "default"))
                .body(
                        "paths.'/api/v1/projects/{project}/studies'.get.responses.default.content.keySet()",
                        hasItem("application/problem+json"))
                .body(
                        "components.schemas.Problem.properties.keySet()",
                        hasItems("code", "expected", "actual", "action"));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/").then().statusCode(200).contentType("text/html").body(containsString("Scanloop intake"));
    }

    private static ValidatableResponse send(String patient, String study, byte[] volume) {
        return given().multiPart(
                        "study",
                        "{\"patient\": \"%s\", \"study\": \"%s\"}".formatted(patient, study),
                        "application/json")
                .multiPart("T1", "t1.nii", volume, "application/octet-stream")
                .post(PROJECT + "/studies")
                .then();
    }

    private static ValidatableResponse label(String path, byte[] mask) {
        return given().multiPart("labels", "{\"annotator\": \"rater\"}", "application/json")
                .multiPart("file", "labels.nii", mask, "application/octet-stream")
                .post(path + "?accept=true")
                .then();
    }

    private static ValidatableResponse weights(String project, byte[] file) {
        return given().multiPart("encoder", "{\"name\": \"swin\"}", "application/json")
                .multiPart("file", "swin.safetensors", file, "application/octet-stream")
                .post(project + "/encoders")
                .then();
    }

    private static ValidatableResponse ask(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(PROJECT + "/runs")
                .then();
    }

    private static void eventually(Runnable assertion) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(assertion::run);
    }
}
