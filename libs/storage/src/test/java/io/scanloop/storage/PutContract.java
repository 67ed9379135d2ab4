package io.scanloop.storage;

import static io.scanloop.storage.Samples.sha256;
import static io.scanloop.storage.Samples.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.ObjectRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store promises of puts: all of the bytes under the key, or none. */
interface PutContract extends StoreUnderTest {
    /** Larger than the parts of the stores under test. */
    int SEVERAL_PARTS = (20 << 20) + 12_345;

    @Test
    default void returnsWhatWasPut() throws Exception {
        var ref = store().put("projects/p/volume", stream("voxels"), 6);

        assertThat(ref).isEqualTo(new ObjectRef("projects/p/volume", sha256("voxels".getBytes(UTF_8)), 6));
        assertThat(text("projects/p/volume")).isEqualTo("voxels");
        assertThat(store().size("projects/p/volume")).contains(6L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 1 << 18, (1 << 18) + 1, 8 << 20, (8 << 20) + 1, SEVERAL_PARTS})
    default void namesTheBytesOfAFileByTheirHash(int size) throws Exception {
        var file = file(size);

        var ref = store().put("some/file", file);

        assertThat(ref).isEqualTo(new ObjectRef("some/file", sha256(Zebra.stripes(0, size)), size));
        try (var stored = store().open("some/file")) {
            assertThat(stored).hasSameContentAs(Files.newInputStream(file));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 << 20, (8 << 20) + 1, SEVERAL_PARTS})
    default void namesTheBytesOfAStreamByTheirHash(int size) throws Exception {
        var ref = store().put("some/stream", new Zebra(size), size);

        assertThat(ref).isEqualTo(new ObjectRef("some/stream", sha256(Zebra.stripes(0, size)), size));
        try (var stored = store().open("some/stream")) {
            assertThat(stored).hasSameContentAs(new Zebra(size));
        }
    }

    @Test
    default void takesAnObjectLargerThanTheHeap() throws Exception {
        long size = Runtime.getRuntime().maxMemory() + (64 << 20);

        var ref = store().put("large", new Zebra(size), size);

        assertThat(store().size("large")).contains(size);
        try (var end = store().open("large", size - 10, 10)) {
            assertThat(end.readAllBytes()).isEqualTo(Zebra.stripes(size - 10, 10));
        }
        assertThat(ref.size()).isEqualTo(size);
    }

    @Test
    default void takesNoMoreOfAStreamThanItWasTold() throws IOException {
        var stream = stream("voxels and more");

        store().put("some/key", stream, 6);

        assertThat(text("some/key")).isEqualTo("voxels");
        assertThat(stream.readAllBytes()).asString(UTF_8).isEqualTo(" and more");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, SEVERAL_PARTS})
    default void storesNothingOfAStreamThatEndsEarly(int size) {
        assertThatThrownBy(() -> store().put("some/key", new Zebra(size - 1), size))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("some/key")
                .hasMessageContaining("ended 1 bytes early");

        assertThat(store().size("some/key")).isEmpty();
        assertThat(store().list("", "", 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, SEVERAL_PARTS})
    default void leavesWhatStandsWhenAPutFails(int size) throws IOException {
        store().put("some/key", stream("before"), 6);

        assertThatThrownBy(() -> store().put("some/key", new Zebra(size - 1), size))
                .isInstanceOf(ObjectStoreException.class);

        assertThat(text("some/key")).isEqualTo("before");
    }

    @Test
    default void aMissingFileIsNamed() {
        assertThatThrownBy(() -> store().put("some/key", folder().resolve("no-such-file")))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("no-such-file");
    }

    @Test
    default void neverStoresAFileThatIsBeingWritten() throws Exception {
        var file = file(SEVERAL_PARTS);
        var over = new AtomicBoolean();
        var writer = Executors.newSingleThreadExecutor();
        try {
            var writing = writer.submit(() -> {
                while (!over.get()) {
                    Files.write(file, new byte[1000], StandardOpenOption.APPEND);
                }
                return true;
            });

            assertThatThrownBy(() -> store().put("some/key", file))
                    .isInstanceOf(ObjectStoreException.class)
                    .hasMessageContaining("changed");

            over.set(true);
            assertThat(writing.get()).isTrue();
        } finally {
            writer.shutdownNow();
        }
        assertThat(store().size("some/key")).isEmpty();
    }

    @Test
    default void replacesWhatStood() throws IOException {
        store().put("some/key", stream("long before"), 11);

        store().put("some/key", stream("after"), 5);

        assertThat(text("some/key")).isEqualTo("after");
    }

    @Test
    default void largeObjectsAreNotHeldWhole() throws IOException {
        int tooLarge = ObjectStore.SMALL_OBJECT_BYTES + 1;
        store().put("large", new Zebra(tooLarge), tooLarge);

        assertThatThrownBy(() -> store().get("large")).hasMessageContaining("open it");
        assertThatThrownBy(() -> store().putIfAbsent("other", new byte[tooLarge]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store().putIfAbsent("other", new byte[tooLarge - 1])).isTrue();
        assertThat(store().get("other").map(found -> found.bytes().length)).isEqualTo(Optional.of(tooLarge - 1));
    }

    private Path file(int size) throws IOException {
        var file = Files.createTempFile(folder(), "source", "");
        Files.copy(new Zebra(size), file, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private String text(String key) throws IOException {
        try (var stream = store().open(key)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
