package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.storage.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    Path folder;

    @Test
    void uploadsTogetherStayBelowTheLimit() throws IOException {
        try (var scratch = new Scratch(folder, 100);
                var first = scratch.spool(new ByteArrayInputStream(new byte[60]))) {
            assertThatThrownBy(() -> scratch.spool(new ByteArrayInputStream(new byte[60])))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.refusal().kind()).isEqualTo(Refusal.Kind.FULL));

            assertThat(scratch.used()).isEqualTo(60);
            assertThat(first.sha256()).isEqualTo(Sha256.of(new byte[60]));
        }
    }

    @Test
    void aSenderThatBreaksOffLeavesNothing() throws IOException {
        var breaking = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given++ > 1000) {
                    throw new IOException("connection reset");
                }
                return 0;
            }
        };
        try (var scratch = new Scratch(folder, 1 << 20)) {
            assertThatThrownBy(() -> scratch.spool(breaking)).isInstanceOf(IOException.class);

            assertThat(scratch.used()).isZero();
            assertThat(folder).isDirectoryNotContaining("glob:**.spool");
        }
    }

    @Test
    void aFolderThatACleanerTookAwayIsMadeAgain() throws IOException {
        try (var scratch = new Scratch(folder.resolve("scratch"), 100)) {
            Files.delete(folder.resolve("scratch/lock"));
            Files.delete(folder.resolve("scratch"));

            try (var spool = scratch.spool(new ByteArrayInputStream(new byte[10]))) {
                assertThat(spool.size()).isEqualTo(10);
            }
        }
    }

    @Test
    void whatADeadProcessLeftIsDeletedAtStart() throws IOException {
        Files.write(folder.resolve("upload1.spool"), new byte[10]);

        try (var scratch = new Scratch(folder, 100)) {
            assertThat(scratch.used()).isZero();
            assertThat(folder.resolve("upload1.spool")).doesNotExist();
        }
    }
}
