package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadCommandTest {
    private static final String CONFIGURATION = """
            {"classes": [{"value": 1, "name": "liver"}], "contrasts": ["T1", "T2"], "spacing": [1, 1, 1]}""";

    @TempDir
    Path folder;

    private ContractServer server;
    private final Screen screen = new Screen();

    @BeforeEach
    void start() throws IOException {
        server = ContractServer.start();
        Files.writeString(folder.resolve("project.json"), CONFIGURATION);
        study("s1", "T1.nii", "T2.nii", "labels.nii.gz");
        study("s2", "T1.nii");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsEveryStudyAndItsLabels() {
        var exit = upload();

        assertThat(exit).isZero();
        var summary = screen.json();
        assertThat(summary.path("studies").asInt()).isEqualTo(2);
        assertThat(summary.path("stored").asInt()).isEqualTo(2);
        assertThat(summary.path("announced").asInt()).isEqualTo(2);
        assertThat(summary.path("labels").path("stored").asInt()).isEqualTo(1);
        assertThat(summary.path("splits").path("train").asInt()).isEqualTo(2);
    }

    @Test
    void sendsNothingASecondTime() {
        upload();
        var again = new Screen();

        var exit = again.run("upload", folder, "--project", "p", "--server", server.address(), "--json");

        assertThat(exit).isZero();
        assertThat(again.json().path("unchanged").asInt()).isEqualTo(2);
        assertThat(again.json().path("announced").asInt()).isZero();
        assertThat(again.json().path("labels").path("unchanged").asInt()).isEqualTo(1);
        assertThat(server.count("POST", "/studies")).isEqualTo(2);
        assertThat(server.count("POST", "/labels")).isEqualTo(1);
    }

    @Test
    void whatWasThereAlreadyIsNotSaidToBeUnannounced() {
        upload();
        var again = new Screen();

        again.run("upload", folder, "--project", "p", "--server", server.address());

        assertThat(again.out()).contains("already there  2").doesNotContain("not announced");
    }

    @Test
    void saysWhatIsStoredButNotAnnounced() {
        server.loseBroker();

        screen.run("upload", folder, "--project", "p", "--server", server.address());

        assertThat(screen.out()).contains("2 stored, but not announced to the other services yet");
    }

    @Test
    void sendsNoLabelsThatAreOnALaterPage() {
        for (var annotator : List.of("anna", "berta", "carla")) {
            upload("--annotator", annotator);
        }
        server.givePagesOf(1);

        upload("--annotator", "carla");

        assertThat(server.count("POST", "/labels")).isEqualTo(3);
    }

    @Test
    void sendsOnlyTheContrastThatCameLater() throws IOException {
        upload();
        Files.writeString(folder.resolve("s2/T2.nii"), "a late contrast");

        upload();

        var requests = server.requests().stream()
                .filter(request -> request.is("POST", "/studies"))
                .toList();
        assertThat(requests).hasSize(3);
        assertThat(requests.get(2).text()).contains("name=\"T2\"").doesNotContain("name=\"T1\"");
    }

    @Test
    void sendsAStudyOfWhichMoreIsKnownNow() throws IOException {
        upload();
        Files.writeString(folder.resolve("index.json"), """
                [{"subject": "s1", "patient": "s1", "attributes": {"sex": "F"}}, {"subject": "s2", "patient": "s2"}]""");

        upload();
        upload();

        assertThat(server.count("POST", "/studies")).isEqualTo(3);
    }

    @Test
    void sendsLabelsThatChanged() throws IOException {
        upload();
        Files.writeString(folder.resolve("s1/labels.nii.gz"), "better labels");

        upload();

        assertThat(server.count("POST", "/labels")).isEqualTo(2);
    }

    @Test
    void anotherAnnotatorsSameLabelsAreALabelSetOfTheirOwn() {
        upload("--annotator", "anna");

        upload("--annotator", "berta");

        assertThat(server.count("POST", "/labels")).isEqualTo(2);
    }

    @Test
    void acceptsLabelsThatWereOnlyStored() {
        upload("--no-accept");

        upload();

        assertThat(server.count("POST", "/accept")).isEqualTo(1);
        assertThat(server.count("POST", "/labels")).isEqualTo(1);
    }

    @Test
    void makesTheProjectFromItsFileWhenItDoesNotExist() {
        upload();

        assertThat(server.projects().get("p")).isEqualTo(Json.parse(CONFIGURATION));
        assertThat(screen.err()).contains("project p is new, configured from project.json: contrasts T1, T2; 1 class");
    }

    @Test
    void leavesAProjectThatExistsAsItIs() {
        upload();

        upload();

        assertThat(server.count("PUT", "/p")).isEqualTo(1);
    }

    @Test
    void triesAgainWhatFailsInPassing() {
        server.failNext(503, 429, 0);

        var exit = upload();

        assertThat(exit).isZero();
        assertThat(screen.json().path("stored").asInt()).isEqualTo(2);
    }

    @Test
    void aRefusedStudyDoesNotStopTheOthers() {
        server.refuse(request -> request.text().contains("\"s1\""));

        var exit = upload();

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.json().path("stored").asInt()).isEqualTo(1);
        var refused = screen.json().path("refused").get(0);
        assertThat(refused.path("study").asText()).isEqualTo("s1");
        assertThat(refused.path("code").asText()).isEqualTo("bad-volume");
        assertThat(refused.path("reasons").get(0).path("contrast").asText()).isEqualTo("T1");
    }

    @Test
    void theSummaryNamesTheRefusedFileAndTheReason() {
        server.refuse(request -> request.text().contains("\"s1\""));

        screen.run("upload", folder, "--project", "p", "--server", server.address());

        assertThat(screen.out()).contains("refused s1: bad volume").contains("T1: too short");
    }

    @Test
    void aFolderThatIsNoStudyIsRefusedAndTheOthersAreSent() throws IOException {
        Files.createDirectory(folder.resolve("empty"));

        var exit = upload();

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.json().path("studies").asInt()).isEqualTo(3);
        assertThat(screen.json().path("stored").asInt()).isEqualTo(2);
    }

    @Test
    void namesContrastsThatTheProjectLacks() throws IOException {
        upload();
        Files.writeString(folder.resolve("s2/T7.nii"), "a field too strong");

        upload();

        assertThat(screen.err()).contains("the project has no contrast T7");
    }

    @Test
    void aServerThatIsNotThereIsSaidSo() {
        server.close();

        var exit = upload("--retry-for", "50ms");

        assertThat(exit).isEqualTo(ExitStatus.UNREACHABLE.code());
        assertThat(screen.json().path("error").path("code").asText()).isEqualTo("server-unreachable");
    }

    @Test
    void aServerThatGoesAwayEndsTheUploadWithWhatWasReached() {
        upload();
        server.failNext(200); // consumed by the question for the project
        var later = new Screen();
        server.failNext(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        var exit = later.run(
                "upload",
                folder,
                "--project",
                "p",
                "--server",
                server.address(),
                "--retry-for",
                "50ms",
                "--parallel",
                1);

        assertThat(exit).isEqualTo(ExitStatus.UNREACHABLE.code());
        assertThat(later.out()).contains("the same command goes on from here");
    }

    @Test
    void aDryRunSendsNothing() {
        var exit = screen.run("upload", folder, "--project", "p", "--server", server.address(), "--dry-run");

        assertThat(exit).isZero();
        assertThat(server.projects()).isEmpty();
        assertThat(screen.out()).contains("s1     T1, T2, labels").contains("2 to send");
    }

    @Test
    void saysWhoDoesIt() {
        upload("--actor", "Jörg Müller");

        assertThat(server.requests()).extracting(ContractServer.Request::actor).containsOnly("J-rg-M-ller");
    }

    @Test
    void printsNoPatient() throws IOException {
        Files.writeString(folder.resolve("index.json"), """
                [{"subject": "s1", "patient": "Mustermann"}, {"subject": "s2", "patient": "Mustermann"}]""");

        upload("--debug");

        assertThat(screen.out() + screen.err()).doesNotContain("Mustermann");
    }

    private int upload(Object... more) {
        var arguments = new java.util.ArrayList<Object>(
                List.of("upload", folder, "--project", "p", "--server", server.address(), "--json"));
        arguments.addAll(List.of(more));
        return screen.run(arguments.toArray());
    }

    private void study(String name, String... files) throws IOException {
        Files.createDirectories(folder.resolve(name));
        for (var file : files) {
            Files.writeString(folder.resolve(name).resolve(file), "%s of %s".formatted(file, name));
        }
    }
}
