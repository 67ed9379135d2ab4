package io.scanloop.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.ObjectRef;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.worker.cache.FileCache;
import io.scanloop.worker.cache.UnusableObjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {
    @TempDir
    Path folder;

    DirectoryObjectStore store;
    FileCache cache;
    WeightFiles weights;
    ObjectRef stored;

    @BeforeEach
    void storeAFile() throws IOException {
        store = new DirectoryObjectStore(folder.resolve("store"));
        cache = new FileCache(folder.resolve("cache"), 1 << 20);
        weights = new WeightFiles(store, cache);
        stored = store.put("runs/weights-0.safetensors", Files.writeString(folder.resolve("saved"), "numbers"));
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
    }

    @Test
    void layFilesOutByTheirRoles() throws IOException {
        assertThat(fetched("first")).hasContent("numbers").hasFileName("weights-0.safetensors");
        assertThat(WeightFiles.role(fetched("second"))).isEqualTo("weights-0");
    }

    @Test
    void comeFromTheDiskWhenTheyWereUploadedFromIt() throws IOException {
        weights.keep(stored, folder.resolve("saved"));
        store.delete(stored.key());

        assertThat(fetched("next")).hasContent("numbers");
    }

    @Test
    void areRefusedUnparsedWhenTheyWereAltered() throws IOException {
        store.put(stored.key(), Files.writeString(folder.resolve("other"), "numbres"));

        assertThatThrownBy(() -> fetched("next"))
                .isInstanceOf(UnusableObjectException.class)
                .hasMessageContaining(stored.key())
                .hasMessageContaining(stored.sha256());
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void areRefusedWhenTheyAreGone() {
        store.delete(stored.key());

        assertThatThrownBy(() -> fetched("next"))
                .isInstanceOf(UnusableObjectException.class)
                .hasMessageContaining("it was deleted");
    }

    @Test
    void areFetchedAgainWhenTheDiskLostSomeOfThem() throws IOException {
        fetched("first");
        Files.delete(folder.resolve("first/weights-0.safetensors"));
        try (Stream<Path> entries = Files.list(folder.resolve("cache/entries"))) {
            Files.writeString(entries.findFirst().orElseThrow(), "numb");
        }

        assertThat(fetched("second")).hasContent("numbers");
    }

    private Path fetched(String name) throws IOException {
        var target = Files.createDirectory(folder.resolve(name));
        weights.fetch(Map.of("weights-0", stored), target);
        return target.resolve("weights-0.safetensors");
    }
}
