package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @TempDir
    Path home;

    @Test
    void theNamedOneComesFirst() throws IOException {
        laptopAt("http://127.0.0.1:9001");

        assertThat(find("http://scans.example/", Map.of("SCANLOOP_URL", "http://other")))
                .isEqualTo("http://scans.example");
    }

    @Test
    void thenTheOneOfTheEnvironment() throws IOException {
        laptopAt("http://127.0.0.1:9001");

        assertThat(find(null, Map.of("SCANLOOP_URL", "https://scans.example/loop")))
                .isEqualTo("https://scans.example/loop");
    }

    @Test
    void thenTheLaptopThatRuns() throws IOException {
        laptopAt("http://127.0.0.1:9001");

        assertThat(find(null, Map.of())).isEqualTo("http://127.0.0.1:9001");
    }

    @Test
    void elseTheUsualPort() {
        assertThat(find(null, Map.of())).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void evalServiceIsFoundBesideTheLaptopThatRuns() throws IOException {
        laptopAt("http://127.0.0.1:9001");

        assertThat(findEval("http://127.0.0.1:9001", Map.of())).isEqualTo("http://127.0.0.1:9002");
        assertThat(findEval("http://127.0.0.1:8080", Map.of())).isEqualTo("http://127.0.0.1:8081");
    }

    @Test
    void evalServiceHasTheNextPortOrStandsBehindTheSameGateway() {
        assertThat(findEval("http://scans.example:8080/loop", Map.of())).isEqualTo("http://scans.example:8081/loop");
        assertThat(findEval("https://scans.example", Map.of())).isEqualTo("https://scans.example");
    }

    @Test
    void evalServiceCanBeNamed() {
        assertThat(findEval("http://a:8080", Map.of("SCANLOOP_EVAL_URL", "http://b:1/")))
                .isEqualTo("http://b:1");
        assertThat(ServerAddress.findEval(
                        "http://c:2/", URI.create("http://a"), Map.of("SCANLOOP_EVAL_URL", "http://b"), home))
                .hasToString("http://c:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "ftp://host", "http://", "no address", "http://host?x=1"})
    void whatIsNoAddressIsAUsageError(String text) {
        assertThatThrownBy(() -> find(text, Map.of()))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.exit()).isEqualTo(ExitStatus.USAGE));
    }

    private String find(String named, Map<String, String> environment) {
        return ServerAddress.find(named, environment, home).toString();
    }

    private String findEval(String server, Map<String, String> environment) {
        return ServerAddress.findEval(null, URI.create(server), environment, home)
                .toString();
    }

    private void laptopAt(String url) throws IOException {
        Files.createDirectories(home.resolve(".scanloop"));
        Files.writeString(
                home.resolve(".scanloop/laptop.json"),
                "{\"url\": \"%s\", \"evalUrl\": \"http://127.0.0.1:9002\"}".formatted(url));
    }
}
