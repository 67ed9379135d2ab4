package io.scanloop.ingest;

import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;

/**
 * Ties the installation key to the store that holds its pseudonyms. Under another key, a known patient would come back
 * as a stranger and land on another side of the split: so another key is refused.
 */
public final class Installation {
    private static final String KEY = "installation.json";
    private final ObjectStore store;
    private final InstallationKey key;
    private volatile boolean isVerified;

    public Installation(ObjectStore store, InstallationKey key) {
        this.store = store;
        this.key = key;
    }

    /** What stands in the store about the key. */
    record Marker(String keyId) {}

    /**
     * Compares the key with the one that the store was begun with; a new store takes this one.
     *
     * @throws IllegalStateException when they differ
     */
    public void verify() {
        store.putIfAbsent(KEY, Documents.write(new Marker(key.id())));
        var standing = Documents.read(store, KEY, Marker.class).orElseThrow().keyId();
        if (!standing.equals(key.id())) {
            throw new IllegalStateException(
                    "the store was begun with installation key %s, this one is %s: restore the right key file, or use another bucket"
                            .formatted(standing, key.id()));
        }
        isVerified = true;
    }

    public boolean isVerified() {
        return isVerified;
    }

    /** The key, once it is known to be the right one. */
    InstallationKey key() {
        if (!isVerified) {
            throw RefusedException.of(
                    Kind.UNAVAILABLE,
                    "starting",
                    "a service that has reached its store",
                    "one that is still trying",
                    "send again in a few seconds");
        }
        return key;
    }
}
