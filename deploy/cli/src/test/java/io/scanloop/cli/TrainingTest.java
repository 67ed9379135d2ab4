package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    @TempDir
    Path folder;

    private ContractServer server;
    private LoopServer loop;
    private final Screen screen = new Screen();

    @BeforeEach
    void startWithElevenStudiesThreeOfThemLabelled() throws IOException {
        server = ContractServer.start();
        loop = LoopServer.start();
        Files.writeString(folder.resolve("project.json"), "{\"contrasts\": [\"T1\"]}");
        for (int i = 0; i < 11; i++) {
            var study = Files.createDirectory(folder.resolve("s" + i));
            Files.writeString(study.resolve("T1.nii"), "voxels " + i);
            if (i < 3) {
                Files.writeString(study.resolve("labels.nii"), "labels " + i);
            }
        }
    }

    @AfterEach
    void stop() {
        server.close();
        loop.close();
    }

    @Test
    void aProjectThatIsMadeTrainsAsItIsToldTo() {
        assertThat(upload("--method", "amae", "--preset", "paper")).isZero();

        assertThat(server.projects().get("liver").path("method").asText()).isEqualTo("amae");
        assertThat(server.projects().get("liver").path("preset").asText()).isEqualTo("paper");
        assertThat(server.projects().get("liver").has("triggers")).isFalse();
    }

    @Test
    void atOnceMeansAfterMostOfItAndAShortQuiet() {
        upload("--at-once");

        assertThat(server.projects().get("liver").path("triggers"))
                .isEqualTo(Json.parse(
                        "{\"newStudies\":5,\"newLabelSets\":2,\"debounce\":\"PT5S\",\"coolDown\":\"PT0S\"}"));
        assertThat(server.projects().get("liver").path("minimumPatients")).isEqualTo(Json.parse("{\"test\":2}"));
    }

    @Test
    void onlyStudiesToLearnFromCountWhereTheIndexNamesSides() throws IOException {
        var entries = new ArrayList<String>();
        for (int i = 0; i < 11; i++) {
            entries.add("{\"subject\": \"s%d\", \"patient\": \"p%d\", \"split\": \"%s\"}"
                    .formatted(i, i, i < 2 ? "train" : "test"));
        }
        Files.writeString(folder.resolve("index.json"), entries.toString());

        upload("--at-once");

        assertThat(server.projects()
                        .get("liver")
                        .path("triggers")
                        .path("newStudies")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void triggersThatAPersonWroteStand() throws IOException {
        Files.writeString(folder.resolve("project.json"), "{\"triggers\": {\"newStudies\": 2}}");

        upload("--at-once");

        assertThat(server.projects().get("liver").path("triggers")).isEqualTo(Json.parse("{\"newStudies\":2}"));
    }

    @Test
    void aProjectThatTrainsOtherwiseIsNotSentTo() {
        upload("--preset", "tiny");

        var exit = upload("--preset", "paper");

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("project liver is there already and has another preset", "  came      paper");
    }

    @Test
    void methodsJoinedByCommasAreCompared() {
        upload("--method", "amae,missu", "--preset", "small");

        assertThat(server.projects().get("liver").path("method").asText()).isEqualTo("amae");
        assertThat(server.projects().get("liver").path("comparedWith"))
                .isEqualTo(Json.parse("[{\"method\":\"missu\",\"preset\":\"small\"}]"));
        assertThat(upload("--method", "amae,missu")).isZero();
        assertThat(upload("--method", "amae")).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("has another method", "expected  amae,missu");
    }

    @Test
    void aSizeIsOfTheFirstMethodWhereOthersAreWrittenDown() throws IOException {
        Files.writeString(
                folder.resolve("project.json"), "{\"comparedWith\": [{\"method\": \"missu\", \"preset\": \"tiny\"}]}");

        assertThat(upload("--preset", "small")).isZero();
        assertThat(upload("--preset", "small")).isZero();

        assertThat(server.projects().get("liver").path("comparedWith")).hasSize(1);
    }

    @Test
    void methodsThatAreNamedTakeTheirPlace() throws IOException {
        Files.writeString(
                folder.resolve("project.json"), "{\"comparedWith\": [{\"method\": \"missu\", \"preset\": \"tiny\"}]}");

        assertThat(upload("--method", "missu")).isZero();
        assertThat(upload("--method", "missu")).isZero();

        assertThat(server.projects().get("liver").has("comparedWith")).isFalse();
    }

    @Test
    void waitsForTheFirstModelAndPrintsItsReport() {
        loop.gives("models", LoopCommandsTest.page("{'model': 'm7', 'registeredAt': '2026', 'verdict': 'promoted'}"));
        loop.gives("reports/m7", ReportTableTest.REPORT);

        var exit = upload("--until", "model", "--eval-server", loop.address(), "--json");

        assertThat(exit).isZero();
        assertThat(screen.json().path("stored").asInt()).isEqualTo(11);
        assertThat(screen.json().path("report").path("model").asText()).isEqualTo("m7");
    }

    @Test
    void nothingComesOfADryRun() {
        var exit = upload("--until", "model", "--dry-run");

        assertThat(exit).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains("leave out one of --dry-run and --until");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aGoalThatIsNoneIsAUsageError() {
        assertThat(upload("--until", "lunch")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains("model");
    }

    private int upload(Object... more) {
        var all = new ArrayList<Object>(List.of("upload", folder, "--project", "liver", "--server", server.address()));
        all.addAll(List.of(more));
        return screen.run(all.toArray());
    }
}
