package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodersCommandTest {
    @TempDir
    Path folder;

    private ContractServer server;
    private final Screen screen = new Screen();
    private Path weights;

    @BeforeEach
    void startWithAProject() throws IOException {
        server = ContractServer.start();
        var configuration = Files.writeString(folder.resolve("p.json"), "{}");
        new Screen().run("project", "put", "p", "--file", configuration, "--server", server.address());
        weights = Files.writeString(folder.resolve("swin.npz"), "numbers");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsWeightsAndSaysHowToStartFromThem() {
        assertThat(add(weights)).isZero();
        assertThat(screen.out())
                .contains("encoder swin-published is stored: 2 tensors as npz")
                .contains("\"encoder\": \"swin-published\"");

        assertThat(add(weights)).isZero();
        assertThat(screen.out()).contains("encoder swin-published was there");
    }

    @Test
    void listsThem() {
        add(weights);

        screen.run("encoders", "list", "--project", "p", "--server", server.address());

        assertThat(screen.out()).contains("encoder", "sha-256", "swin-published", "7");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThat(add(folder.resolve("none.npz"))).isEqualTo(ExitStatus.USAGE.code());

        assertThat(screen.err()).contains("there is no file");
        assertThat(server.count("POST", "/encoders")).isZero();
    }

    private int add(Path file) {
        return screen.run(
                "encoders", "add", file, "--project", "p", "--name", "swin-published", "--server", server.address());
    }
}
