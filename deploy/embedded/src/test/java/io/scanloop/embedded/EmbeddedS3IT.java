package io.scanloop.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the store starts, refuses and ends; what it keeps is the business of the object store's contract test. */
class EmbeddedS3IT {
    @TempDir
    Path folder;

    @Test
    void refusesWhoDoesNotSign() throws Exception {
        try (var store = EmbeddedS3.start(folder, 0)) {
            var makeBucket = HttpRequest.newBuilder(URI.create(store.endpoint() + "/bucket"))
                    .PUT(BodyPublishers.noBody())
                    .build();

            var answer = HttpClient.newHttpClient().send(makeBucket, BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void keepsItsCredentialsFromStartToStart() {
        String accessKey;
        String secretKey;
        try (var store = EmbeddedS3.start(folder, 0)) {
            accessKey = store.accessKey();
            secretKey = store.secretKey();
        }

        try (var store = EmbeddedS3.start(folder, 0)) {
            assertThat(store.accessKey()).isEqualTo(accessKey);
            assertThat(store.secretKey()).isEqualTo(secretKey).hasSizeGreaterThanOrEqualTo(32);
        }
    }

    @Test
    void onlyTheOwnerReadsTheCredentials() throws IOException {
        S3Credentials.keptIn(folder);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("credentials"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theSecretIsInNoText() {
        var credentials = new S3Credentials("someone", "a secret");

        assertThat(credentials.toString()).contains("someone").doesNotContain("a secret");
    }

    @Test
    void aFolderIsServedOnce() {
        try (var first = EmbeddedS3.start(folder, 0)) {
            assertThatThrownBy(() -> EmbeddedS3.start(folder, 0))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("served by another server");
            assertThat(first.endpoint()).startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void aTakenPortIsNamed(@TempDir Path other) {
        try (var first = EmbeddedS3.start(folder, 0)) {
            var port = URI.create(first.endpoint()).getPort();

            assertThatThrownBy(() -> EmbeddedS3.start(other, port))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
        }
    }

    @Test
    void itsProcessSaysWhenItIsReadyAndEndsInOrderOnSigterm() throws Exception {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        S3Main.class.getName(),
                        folder.toString(),
                        "0")
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader()) {
            assertThat(output.readLine()).matches("s3 ready http://127\\.0\\.0\\.1:\\d+");

            process.toHandle().destroy();

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(output.readLine()).as("no noise at the end").isNull();
        } finally {
            process.destroyForcibly();
        }
    }
}
