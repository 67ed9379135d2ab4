package io.scanloop.laptop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder that one laptop holds: the broker's log, the store's objects, the installation key, logs. Whoever comes
 * second is refused; the kernel frees the folder when the holder dies.
 */
final class DataFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws LaptopException when another laptop holds the folder, or it cannot be written */
    static DataFolder claim(Path folder) {
        try {
            makePrivate(folder);
            var file = folder.resolve("laptop.lock");
            var lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() != null) {
                return new DataFolder(folder, lock);
            }
            lock.close();
            var holder = Files.readString(file).strip();
            throw new LaptopException("%s is held by another laptop, %s: stop that one, or name another --data-folder"
                    .formatted(folder, holder.isEmpty() ? "which is still starting" : holder));
        } catch (IOException e) {
            throw new LaptopException(
                    "cannot use the data folder %s: make it writable, or name another --data-folder".formatted(folder),
                    e);
        }
    }

    /** What lies here identifies patients to whoever holds the key beside it. */
    private static void makePrivate(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Tells whoever comes second where the first is. */
    void sayHeldBy(String url, long pid) {
        try {
            lock.truncate(0);
            lock.write(ByteBuffer.wrap("at %s, process %d%n".formatted(url, pid).getBytes(UTF_8)), 0);
        } catch (IOException e) {
            throw new LaptopException("cannot write into " + folder, e);
        }
    }

    Path path() {
        return folder;
    }

    Path broker() {
        return folder.resolve("kafka");
    }

    Path store() {
        return folder.resolve("store");
    }

    Path installationKey() {
        return folder.resolve("installation.key");
    }

    Path scratch(String service) {
        return folder.resolve("scratch").resolve(service);
    }

    Path demoCohort() {
        return folder.resolve("demo-cohort");
    }

    /** The log of a process, its folder made. */
    Path log(String process) {
        try {
            return Files.createDirectories(folder.resolve("logs")).resolve(process + ".log");
        } catch (IOException e) {
            throw new LaptopException("cannot make a folder for logs in " + folder, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.truncate(0);
            lock.close();
        } catch (IOException e) {
            throw new LaptopException("cannot let go of " + folder, e);
        }
    }
}
