package io.scanloop.storage;

import static io.scanloop.storage.Race.race;
import static io.scanloop.storage.Samples.bytes;
import static io.scanloop.storage.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class DirectoryObjectStoreTest extends ObjectStoreContract {

    @Override
    ObjectStore emptyStore() {
        return new DirectoryObjectStore(folder.resolve("store"));
    }

    @Test
    void takesUpWhatAnEarlierOneStored() {
        new DirectoryObjectStore(folder.resolve("kept")).putIfAbsent("some/key", bytes("x"));

        var next = new DirectoryObjectStore(folder.resolve("kept"));

        assertThat(next.get("some/key")).isPresent();
    }

    @Test
    void severalOnOneFolderAgreeOnTheWinner() throws Exception {
        var won = race(racer -> new DirectoryObjectStore(folder.resolve("shared")).putIfAbsent("key", bytes("x")));

        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void noKeyIsAFolderOfAnother() {
        var store = new DirectoryObjectStore(folder.resolve("nested"));
        store.putIfAbsent("a/b", bytes("x"));

        assertThatThrownBy(() -> store.putIfAbsent("a", bytes("x"))).isInstanceOf(ObjectStoreException.class);
        assertThatThrownBy(() -> store.putIfAbsent("a/b/c", bytes("x"))).isInstanceOf(ObjectStoreException.class);

        store.delete("a/b");
        assertThat(store.putIfAbsent("a", bytes("x"))).isTrue();
    }

    @Test
    void leavesNoDraftBehind() throws IOException {
        var store = new DirectoryObjectStore(folder.resolve("tidy"));
        store.putIfAbsent("a", bytes("x"));
        store.putIfAbsent("a", bytes("x"));
        assertThatThrownBy(() -> store.put("b", stream("short"), 100)).isInstanceOf(ObjectStoreException.class);

        try (var drafts = Files.list(folder.resolve("tidy/drafts"))) {
            assertThat(drafts).isEmpty();
        }
    }
}
