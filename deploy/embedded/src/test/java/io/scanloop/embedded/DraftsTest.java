package io.scanloop.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftsTest {
    private static final String UUID = "-0f0e0d0c-1111-2222-3333-444455556666";

    @TempDir
    Path objects;

    private Path bucket;

    @BeforeEach
    void makeBucket() throws IOException {
        bucket = Files.createDirectories(objects.resolve("bucket/folder"));
    }

    @Test
    void knowsWhatADraftIsFor() {
        assertThat(Drafts.finalName("folder/key" + UUID)).contains("folder/key");
        assertThat(Drafts.finalName("folder/key")).isEmpty();
    }

    @Test
    void sweepsAHalfWrittenObject() throws IOException {
        var draft = Files.createFile(bucket.resolve("key" + UUID));

        Drafts.sweep(objects);

        assertThat(draft).doesNotExist();
    }

    @Test
    void sweepsTheSecondNameOfAnObjectThatIsInPlace() throws IOException {
        var object = tagged(bucket.resolve("key"));
        var draft = Files.createLink(bucket.resolve("key" + UUID), object);

        Drafts.sweep(objects);

        assertThat(draft).doesNotExist();
        assertThat(object).exists();
    }

    @Test
    void keepsObjectsThatAreNamedLikeDrafts() throws IOException {
        var object = tagged(bucket.resolve("attempt" + UUID));

        Drafts.sweep(objects);

        assertThat(object).exists();
    }

    @Test
    void sweepsPartsThatNobodyAddedToForADay() throws IOException {
        var old = tagged(objects.resolve("bucket/.mpus-1-key-1"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        var recent = tagged(objects.resolve("bucket/.mpus-2-key-1"));

        Drafts.sweep(objects);

        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }

    private static Path tagged(Path file) throws IOException {
        Files.createFile(file);
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write("content-md5", ByteBuffer.wrap(new byte[16]));
        return file;
    }
}
