package io.scanloop.ingest;

import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The folder in which uploads wait while they are checked: bounded, and empty after every start. One process owns it.
 * Its files are as confidential as what was sent.
 */
public final class Scratch implements AutoCloseable {
    private static final int CHUNK = 1 << 18;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private final Path folder;
    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final FileChannel lockFile;
    private final FileLock lock;

    /**
     * Takes over a folder and deletes what an earlier process left in it.
     *
     * @param limit bytes that all uploads together may hold at once
     * @throws IllegalStateException when another process uses the folder
     */
    public Scratch(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            lockFile = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var taken = lockFile.tryLock();
            if (taken == null) {
                lockFile.close();
                throw new IllegalStateException(
                        "the scratch folder %s is in use by another process: give each replica its own"
                                .formatted(folder));
            }
            lock = taken;
            try (var stale = Files.newDirectoryStream(folder, "*.spool")) {
                for (var file : stale) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the scratch folder %s cannot be used".formatted(folder), e);
        }
    }

    /**
     * Writes a stream to a file of the folder while hashing it.
     *
     * @return the spooled file; the caller closes it, which deletes it
     * @throws RefusedException with {@link Kind#FULL} when the limit is reached
     * @throws IOException when the sender's stream breaks off
     */
    public Spool spool(InputStream bytes) throws IOException {
        var file = fresh();
        var digest = Sha256.digest();
        long size = 0;
        boolean isComplete = false;
        try (var out = open(file)) {
            var chunk = new byte[CHUNK];
            for (int n = bytes.readNBytes(chunk, 0, CHUNK); n > 0; n = bytes.readNBytes(chunk, 0, CHUNK)) {
                size += n;
                if (used.addAndGet(n) > limit) {
                    throw full();
                }
                digest.update(chunk, 0, n);
                write(out, ByteBuffer.wrap(chunk, 0, n));
            }
            isComplete = true;
            return new Spool(this, file, Sha256.hex(digest.digest()), size);
        } finally {
            if (!isComplete) {
                release(file, size);
            }
        }
    }

    private Path fresh() {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY)); // it may lie where cleaners come by
            return Files.createTempFile(folder, "upload", ".spool");
        } catch (IOException e) {
            throw diskFailed();
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw diskFailed();
        }
    }

    private void write(FileChannel out, ByteBuffer buffer) {
        try {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } catch (IOException e) {
            throw diskFailed();
        }
    }

    private static RefusedException diskFailed() {
        return RefusedException.of(
                Kind.FULL,
                "scratch-full",
                "room on the disk of the scratch folder",
                "a write that failed",
                "send again later; the operator frees disk space or mends the folder");
    }

    void release(Path file, long size) throws IOException {
        used.addAndGet(-size);
        Files.deleteIfExists(file);
    }

    /** Bytes that uploads hold at this moment. */
    public long used() {
        return used.get();
    }

    private RefusedException full() {
        return RefusedException.of(
                Kind.FULL,
                "scratch-full",
                "room in the scratch folder, which holds at most %d bytes of uploads at once".formatted(limit),
                "more than that from all senders together",
                "send again later, or raise ingest.scratch-limit");
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
