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

class StudiesCommandTest {
    @TempDir
    Path folder;

    private ContractServer server;
    private final Screen screen = new Screen();

    @BeforeEach
    void startWithFiveStudies() throws IOException {
        server = ContractServer.start();
        Files.writeString(folder.resolve("project.json"), "{}");
        for (int i = 0; i < 5; i++) {
            var study = Files.createDirectory(folder.resolve("s" + i));
            Files.writeString(study.resolve("T1.nii"), "voxels " + i);
            Files.writeString(study.resolve("labels.nii"), "labels " + i);
        }
        new Screen().run("upload", folder, "--project", "p", "--no-accept", "--server", server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsOnePage() {
        studies("list", "--limit", 2, "--json");

        assertThat(screen.json().path("items")).hasSize(2);
        assertThat(screen.json().path("total").asInt()).isEqualTo(5);
        assertThat(screen.json().path("next").asText()).isNotEmpty();
    }

    @Test
    void listsAllPagesAsOne() {
        studies("list", "--limit", 2, "--all", "--json");

        assertThat(screen.json().path("items")).hasSize(5);
        assertThat(screen.json().path("items")).doesNotHaveDuplicates();
        assertThat(screen.json().path("next").isNull()).isTrue();
    }

    @Test
    void saysThatThereIsMore() {
        studies("list", "--limit", 2);

        assertThat(screen.err()).contains("2 entries of 5; more with --all");
    }

    @Test
    void showsAStudy() {
        var id = anyStudy();

        studies("show", id);

        assertThat(screen.out()).contains("study " + id + ", revision 1").contains("T1 ");
    }

    @Test
    void acceptsAndWithdrawsLabels() {
        var id = anyStudy();

        studies("labels", "accept", id, "l1");
        assertThat(server.labelsOf(id).get(0).path("status").asText()).isEqualTo("accepted");
        studies("labels", "withdraw", id, "l1", "--reason", "wrong side");
        assertThat(server.labelsOf(id).get(0).path("status").asText()).isEqualTo("withdrawn");
    }

    @Test
    void listsLabels() {
        studies("labels", "list", anyStudy());

        assertThat(screen.out()).contains("labels  version  annotator").contains("stored");
    }

    @Test
    void listsLabelsOfAllPages() throws IOException {
        for (var annotator : List.of("anna", "berta")) {
            new Screen()
                    .run("upload", folder, "--project", "p", "--server", server.address(), "--annotator", annotator);
        }
        server.givePagesOf(2);

        studies("labels", "list", anyStudy(), "--json");

        assertThat(screen.json().path("items")).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void labelsOfAnUnknownStudyAreRefused() {
        var exit = studies("labels", "list", "nothing");

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("unknown study");
    }

    @Test
    void listsAllThatWasSetAsideByTime() {
        server.setAside("second", "2026-01-01T10:00:00.250Z");
        server.setAside("third", "2026-01-02T09:00:00Z");
        server.setAside("first", "2026-01-01T10:00:00Z");
        server.givePagesOf(2);

        studies("quarantine", "--all", "--json");

        assertThat(screen.json().path("items"))
                .extracting(entry -> entry.path("study").asText())
                .containsExactly("first", "second", "third");
    }

    @Test
    void anUnknownStudyIsRefused() {
        var exit = studies("show", "nothing");

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
    }

    private String anyStudy() {
        var list = new Screen();
        list.run("studies", "list", "--project", "p", "--server", server.address(), "--json");
        return list.json().path("items").get(0).path("study").asText();
    }

    private int studies(Object... arguments) {
        var all = new ArrayList<Object>(List.of("studies"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--project", "p", "--server", server.address()));
        return screen.run(all.toArray());
    }
}
