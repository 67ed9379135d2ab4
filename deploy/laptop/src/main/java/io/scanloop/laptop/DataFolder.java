package io.scanloop.laptop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The folder that one laptop holds: the broker's log, the store's objects, the installation key, logs. Whoever comes
 * second is refused; the kernel frees the folder when the holder dies.
 */
final class DataFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws LaptopException when another laptop holds the folder, or it cannot be written */
    static DataFolder claim(Path folder) {
        try {
            makePrivateIfNew(folder);
            var file = folder.resolve("laptop.lock");
            var lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() != null) {
                var claimed = new DataFolder(folder, lock);
                claimed.closeToOthers();
                return claimed;
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

    /** A folder that somebody else made keeps his permissions: he may share it for other ends. */
    private static void makePrivateIfNew(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, OWNER_ONLY);
        }
    }

    /** What lies below identifies patients to whoever holds the key beside it, whoever may enter the data folder. */
    private void closeToOthers() throws IOException {
        for (var inner : List.of(broker(), store(), scratch(), cache(), logs())) {
            if (Files.notExists(inner)) {
                Files.createDirectory(inner);
            }
            Files.setPosixFilePermissions(inner, OWNER_ONLY);
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
        return scratch().resolve(service);
    }

    private Path scratch() {
        return folder.resolve("scratch");
    }

    /** Prepared studies and weights; workers share it, and it may be deleted while the laptop is down. */
    Path cache() {
        return folder.resolve("cache");
    }

    private Path logs() {
        return folder.resolve("logs");
    }

    Path demoCohort() {
        return folder.resolve("demo-cohort");
    }

    /** The log of a process. */
    Path log(String process) {
        return logs().resolve(process + ".log");
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
