package io.scanloop.ingest.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.ingest.LabelRequest;
import io.scanloop.ingest.RefusedException;
import io.scanloop.ingest.Scratch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartUploadTest {
    private static final String TYPE = "multipart/form-data; boundary=\"x-y\"";
    private static final String JSON =
            "--x-y\r\nContent-Disposition: form-data; name=\"labels\"\r\nContent-Type: application/json\r\n\r\n"
                    + "{\"annotator\": \"a\"}\r\n";
    private static final String FILE =
            "--x-y\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.nii\"\r\n\r\nvoxels\r\n--nearly\r\n";
    private static final String END = "--x-y--\r\n";

    @TempDir
    Path folder;

    private Scratch scratch;

    @BeforeEach
    void open() {
        scratch = new Scratch(folder, 1000);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(scratch.used()).isZero();
        scratch.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON + FILE + END, FILE + JSON + END})
    void partsComeInAnyOrder(String body) throws IOException {
        try (var upload = read(body)) {
            assertThat(upload.json(LabelRequest.class).annotator()).isEqualTo("a");
            assertThat(Files.readString(upload.file("file").file())).isEqualTo("voxels\r\n--nearly");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                JSON + FILE,
                JSON + "--x-y\r\nContent-Dispo",
                JSON + FILE + FILE + END,
                JSON + JSON + FILE + END
            })
    void aBrokenBodyIsRefusedAndLeavesNothing(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(RefusedException.class);
    }

    @Test
    void aTypeWithoutBoundaryIsRefused() {
        assertThatThrownBy(() -> MultipartUpload.read(
                        new ByteArrayInputStream(new byte[0]), "multipart/form-data", "labels", scratch))
                .hasMessageContaining("boundary");
    }

    @Test
    void anUploadWithoutItsJsonPartIsRefused() {
        try (var upload = read(FILE + END)) {
            assertThatThrownBy(() -> upload.json(LabelRequest.class)).hasMessageContaining("no JSON part");
        }
    }

    private MultipartUpload read(String body) {
        return MultipartUpload.read(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)), TYPE, "labels", scratch);
    }
}
