package io.scanloop.worker.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files on this machine's disk, each named by what it contains, so that it is made once and never changes. Any number
 * of processes may use one folder.
 *
 * <p>A file is made as a draft, forced to disk and moved to its place in one step: whoever dies in the middle leaves
 * nothing that anybody reads. When the limit would be passed, the files used longest ago go; one that is leased, by
 * whatever living process, never does. So the limit is passed only while more than that is in use at one time.
 *
 * <p>Layout of the folder: {@code entries/<key>}, {@code tenants/<process>/...}, see {@link Tenant}, and {@code lock},
 * under which places change, one at a time.
 */
public final class FileCache implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");
    private static final int STRIPES = 64;

    /** The operating system tells processes apart, not threads; and what is done under the lock is short. */
    private static final Object THIS_PROCESS = new Object();

    private final Path folder;
    private final Path entries;
    private final long limitBytes;
    private final Tenant tenant;

    /** So that two threads do not make one file at the same time. */
    private final Object[] stripes = new Object[STRIPES];

    /**
     * Takes a place in the folder and removes what dead processes left there.
     *
     * @param folder made if absent
     * @param limitBytes how much the entries may take together, in bytes
     */
    public FileCache(Path folder, long limitBytes) throws IOException {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("a cache needs a limit of at least 1 byte, got " + limitBytes);
        }
        this.folder = Files.createDirectories(folder.toAbsolutePath());
        this.entries = Files.createDirectories(this.folder.resolve("entries"));
        this.limitBytes = limitBytes;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Object();
        }
        var tenants = Files.createDirectories(this.folder.resolve("tenants"));
        this.tenant = alone(() -> {
            Tenant.removeDead(tenants);
            return Tenant.in(tenants);
        });
    }

    /** Makes the content of an entry. */
    @FunctionalInterface
    public interface Source {

        /**
         * Writes the content.
         *
         * @param draft where to; does not exist yet
         */
        void write(Path draft) throws IOException;
    }

    /**
     * Takes a file into use, making it first where it is not there; the caller closes the lease.
     *
     * @param key names the content; lower-case letters, digits and hyphens, at most 100
     * @param source gives the content; what it throws goes to the caller, and nothing is kept
     */
    public Lease lease(String key, Source source) throws IOException {
        check(key);
        synchronized (stripes[Math.floorMod(key.hashCode(), STRIPES)]) {
            var present = leaseIfPresent(key);
            if (present.isPresent()) {
                return present.get();
            }
            var draft = tenant.draft(key);
            try {
                source.write(draft);
                force(draft);
                return alone(() -> {
                    if (!Files.exists(entry(key))) {
                        makeRoom(Files.size(draft));
                        Files.move(draft, entry(key), StandardCopyOption.ATOMIC_MOVE);
                    }
                    return use(key);
                });
            } finally {
                Files.deleteIfExists(draft);
            }
        }
    }

    /** Takes a file into use if it is there. */
    public Optional<Lease> leaseIfPresent(String key) throws IOException {
        check(key);
        return alone(() -> Files.exists(entry(key)) ? Optional.of(use(key)) : Optional.empty());
    }

    /** Removes an entry, for example one that proved to be damaged; whoever has it open still reads it. */
    public void remove(String key) throws IOException {
        check(key);
        alone(() -> Files.deleteIfExists(entry(key)));
    }

    /** A fresh folder of this process; whoever dies leaves it to the next process on the cache, which removes it. */
    public Scratch scratch() throws IOException {
        return tenant.scratch();
    }

    /** What all entries take together, in bytes. */
    public long bytes() throws IOException {
        return alone(() -> files().stream().mapToLong(Entry::bytes).sum());
    }

    private Lease use(String key) throws IOException {
        tenant.use(key);
        Files.setLastModifiedTime(entry(key), FileTime.fromMillis(System.currentTimeMillis()));
        return new Lease(
                entry(key),
                () -> alone(() -> {
                    tenant.leave(key);
                    return true;
                }));
    }

    private void makeRoom(long bytes) throws IOException {
        List<Entry> files = files();
        long taken = files.stream().mapToLong(Entry::bytes).sum();
        if (taken + bytes <= limitBytes) {
            return;
        }
        Set<String> used = usedByAnyone();
        files.sort(Comparator.comparing(Entry::lastUse));
        for (Entry file : files) {
            if (taken + bytes <= limitBytes) {
                return;
            }
            if (!used.contains(file.path().getFileName().toString())) {
                Files.deleteIfExists(file.path());
                taken -= file.bytes();
            }
        }
    }

    private Set<String> usedByAnyone() throws IOException {
        var tenants = folder.resolve("tenants");
        Tenant.removeDead(tenants);
        var used = new HashSet<String>();
        try (var all = Files.newDirectoryStream(tenants)) {
            for (Path one : all) {
                used.addAll(Tenant.usedBy(one));
            }
        }
        return used;
    }

    private record Entry(Path path, long bytes, FileTime lastUse) {}

    private List<Entry> files() throws IOException {
        var files = new ArrayList<Entry>();
        try (var all = Files.newDirectoryStream(entries)) {
            for (Path path : all) {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                files.add(new Entry(path, attributes.size(), attributes.lastModifiedTime()));
            }
        }
        return files;
    }

    private Path entry(String key) {
        return entries.resolve(key);
    }

    private static void check(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("a key is like %s, got \"%s\"".formatted(KEY.pattern(), key));
        }
    }

    private static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private interface Change<T> {
        T made() throws IOException;
    }

    private <T> T alone(Change<T> change) throws IOException {
        synchronized (THIS_PROCESS) {
            try (var channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                if (!held.isValid()) {
                    throw new IOException("the lock of %s cannot be held".formatted(folder));
                }
                return change.made();
            }
        }
    }

    /** Leaves the folder: entries stay for the next process, what was in use here no longer is. */
    @Override
    public void close() throws IOException {
        alone(() -> {
            tenant.close();
            return true;
        });
    }
}
