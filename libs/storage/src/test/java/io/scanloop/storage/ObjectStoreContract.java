package io.scanloop.storage;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every object store promises. */
abstract class ObjectStoreContract implements PutContract, ConditionalPutContract, ReadContract, KeyContract {
    @TempDir
    Path folder;

    private ObjectStore store;

    /** An empty store, closed by the test. */
    abstract ObjectStore emptyStore() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = emptyStore();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Override
    public ObjectStore store() {
        return store;
    }

    @Override
    public Path folder() {
        return folder;
    }
}
