package io.scanloop.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {
    @TempDir
    Path root;

    @Test
    void onlyTheOwnerEntersAFolderThatItMakes() throws IOException {
        var folder = root.resolve("deep/data");

        try (var data = DataFolder.claim(folder)) {
            assertThat(permissions(data.path())).isEqualTo("rwx------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "store", "scratch", "cache", "logs"})
    void onlyTheOwnerEntersWhatLiesInAFolderOpenToAll(String inner) throws IOException {
        open(root.resolve(inner));
        open(root);

        try (var data = DataFolder.claim(root)) {
            assertThat(permissions(data.path().resolve(inner))).isEqualTo("rwx------");
        }

        assertThat(permissions(root)).as("somebody else's folder").isEqualTo("rwxr-xr-x");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        var file = Files.writeString(root.resolve("file"), "");

        assertThatThrownBy(() -> DataFolder.claim(file.resolve("data")))
                .isInstanceOf(LaptopException.class)
                .hasMessageContaining("cannot use the data folder " + file.resolve("data"));
    }

    private static void open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String permissions(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
