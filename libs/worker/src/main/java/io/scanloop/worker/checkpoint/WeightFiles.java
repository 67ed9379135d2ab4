package io.scanloop.worker.checkpoint;

import io.scanloop.events.ObjectRef;
import io.scanloop.storage.ObjectStore;
import io.scanloop.worker.cache.FileCache;
import io.scanloop.worker.cache.Lease;
import io.scanloop.worker.cache.UnusableObjectException;
import io.scanloop.worker.cache.VerifiedDownload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The safetensors files of a checkpoint. What was uploaded from this machine, or came to it once, stays in its cache:
 * the next step on the same worker finds it there. Files are hashed before anybody parses them, also those of the cache.
 */
public final class WeightFiles {
    private static final String SUFFIX = ".safetensors";

    private final ObjectStore store;
    private final FileCache cache;

    public WeightFiles(ObjectStore store, FileCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /** The role of a saved file: {@code weights-0} of {@code weights-0.safetensors}. */
    public static String role(Path file) {
        var name = file.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
            throw new IllegalArgumentException("a checkpoint has *%s files, got %s".formatted(SUFFIX, name));
        }
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** Whether a saved file holds weights, not the state of an optimiser. */
    public static boolean isWeights(Path file) {
        return role(file).startsWith("weights-");
    }

    /** The file name of a role. */
    public static String file(String role) {
        return role + SUFFIX;
    }

    /**
     * Lays files of the store into a folder, each named by its role.
     *
     * @param files references by role
     * @throws UnusableObjectException when one is gone or was altered
     * @throws io.scanloop.storage.ObjectStoreException when the store is away
     */
    public void fetch(Map<String, ObjectRef> files, Path folder) throws IOException {
        for (var file : files.entrySet()) {
            try (var lease = verified(file.getValue())) {
                // a second name for the same bytes: it stays when the cache evicts the first
                Files.createLink(folder.resolve(file(file.getKey())), lease.file());
            }
        }
    }

    private Lease verified(ObjectRef reference) throws IOException {
        var present = cache.leaseIfPresent(key(reference));
        if (present.isPresent()) {
            try {
                VerifiedDownload.check(present.get().file(), reference);
                return present.get();
            } catch (UnusableObjectException e) {
                present.get().close();
                cache.remove(key(reference)); // the disk lost some of it: fetch it again
            }
        }
        return cache.lease(key(reference), draft -> VerifiedDownload.to(draft, store, reference));
    }

    /** Takes a file that was just uploaded into the cache; it is not to be changed afterwards. */
    public void keep(ObjectRef reference, Path file) throws IOException {
        cache.lease(key(reference), draft -> Files.createLink(draft, file)).close();
    }

    private static String key(ObjectRef reference) {
        return "weights-" + reference.sha256();
    }
}
