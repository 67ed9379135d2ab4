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

class ProjectCommandTest {
    @TempDir
    Path folder;

    private ContractServer server;
    private final Screen screen = new Screen();

    @BeforeEach
    void start() throws IOException {
        server = ContractServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void putsAConfiguration() throws IOException {
        var exit = put("{\"spacing\": [1, 1, 2.5]}");

        assertThat(exit).isZero();
        assertThat(server.projects().get("liver")).isEqualTo(Json.parse("{\"spacing\":[1,1,2.5]}"));
        assertThat(screen.out()).contains("project liver is made: version 1, generation 1");
    }

    @Test
    void showsAConfiguration() throws IOException {
        put("{\"spacing\": [1, 1, 2.5]}");
        var later = new Screen();

        later.run("project", "show", "liver", "--server", server.address(), "--json");

        assertThat(later.json().path("configuration").path("spacing").get(2).asDouble())
                .isEqualTo(2.5);
    }

    @Test
    void listsProjects() throws IOException {
        put("{}");
        var later = new Screen();

        later.run("project", "list", "--server", server.address());

        assertThat(later.out()).isEqualTo("project  version  generation\nliver    1        1\n");
    }

    @Test
    void listsProjectsOfAllPages() throws IOException {
        var file = Files.writeString(folder.resolve("any.json"), "{}");
        for (var name : List.of("brain", "liver", "spleen")) {
            new Screen().run("project", "put", name, "--file", file, "--server", server.address());
        }
        server.givePagesOf(1);

        screen.run("project", "list", "--server", server.address(), "--json");

        assertThat(screen.json().path("items"))
                .extracting(project -> project.path("project").asText())
                .containsExactly("brain", "liver", "spleen");
    }

    @Test
    void anUnknownProjectIsRefused() {
        var exit = screen.run("project", "show", "spleen", "--server", server.address());

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("there is no project spleen");
    }

    @Test
    void theServersReasonIsShown() throws IOException {
        server.failNext(422);

        var exit = put("{}");

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err())
                .contains("scanloop: told to fail", "expected  something else", "came      this", "do        mend it");
    }

    @Test
    void aBrokenServerIsNotTheInputsFault() throws IOException {
        server.failNext(500);

        assertThat(put("{}")).isEqualTo(ExitStatus.FAILED.code());
    }

    private int put(String configuration) throws IOException {
        var file = Files.writeString(folder.resolve("liver.json"), configuration);
        return screen.run("project", "put", "liver", "--file", file, "--server", server.address());
    }
}
