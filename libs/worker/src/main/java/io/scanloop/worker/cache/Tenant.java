package io.scanloop.worker.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process's own corner of a shared cache: its drafts, its scratch folders and, as empty files in {@code uses/}, the
 * names of what it uses. It holds the lock of the corner for as long as it lives; a corner whose lock can be taken
 * belongs to a dead process and is removed. Not safe for threads where it says "under the folder's lock".
 */
final class Tenant {
    /**
     * Corners of this process. The operating system gives up a process's lock when the process closes any handle of the
     * file, so it must not even look at its own.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path corner;
    private final FileChannel lock;
    private final Map<String, Integer> uses = new HashMap<>();

    private Tenant(Path corner, FileChannel lock) {
        this.corner = corner;
        this.lock = lock;
    }

    /** Opens a corner; under the folder's lock. */
    static Tenant in(Path tenants) throws IOException {
        var corner = tenants.resolve(UUID.randomUUID().toString());
        OURS.add(corner);
        for (var part : new String[] {"uses", "drafts", "scratch"}) {
            Files.createDirectories(corner.resolve(part));
        }
        var lock = FileChannel.open(corner.resolve("lock"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            throw new IOException(
                    "the fresh lock of %s is held already: does the disk know file locks?".formatted(corner));
        }
        return new Tenant(corner, lock);
    }

    /** Removes the corners of dead processes; under the folder's lock. */
    static void removeDead(Path tenants) throws IOException {
        try (var all = Files.newDirectoryStream(tenants)) {
            for (Path corner : all) {
                if (!OURS.contains(corner) && isDead(corner)) {
                    Scratch.removeTree(corner);
                }
            }
        }
    }

    private static boolean isDead(Path corner) throws IOException {
        try (var channel =
                        FileChannel.open(corner.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var taken = channel.tryLock()) {
            return taken != null;
        }
    }

    /** What a tenant uses; under the folder's lock. */
    static Set<String> usedBy(Path corner) throws IOException {
        var used = new HashSet<String>();
        try (var all = Files.newDirectoryStream(corner.resolve("uses"))) {
            all.forEach(path -> used.add(path.getFileName().toString()));
        }
        return used;
    }

    /** Under the folder's lock, as is {@link #leave}. */
    void use(String key) throws IOException {
        if (uses.merge(key, 1, Integer::sum) == 1) {
            Files.createFile(corner.resolve("uses").resolve(key));
        }
    }

    void leave(String key) throws IOException {
        if (uses.merge(key, -1, Integer::sum) <= 0) {
            uses.remove(key);
            Files.deleteIfExists(corner.resolve("uses").resolve(key));
        }
    }

    /** The name of a file that does not exist yet. */
    Path draft(String key) {
        return corner.resolve("drafts").resolve(key + "." + UUID.randomUUID());
    }

    Scratch scratch() throws IOException {
        return new Scratch(Files.createTempDirectory(corner.resolve("scratch"), ""));
    }

    /** Under the folder's lock. */
    void close() throws IOException {
        lock.close();
        Scratch.removeTree(corner);
        OURS.remove(corner);
    }
}
