package io.scanloop.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds a folder for one server. The kernel lets go of it when the process dies, however it dies. */
final class FolderLock implements AutoCloseable {
    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** @throws IllegalStateException when a server, here or in another process, holds the folder */
    static FolderLock of(Path folder) {
        try {
            Files.createDirectories(folder);
            var file = FileChannel.open(folder.resolve(".in-use"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(file)) {
                return new FolderLock(file);
            }
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the folder %s".formatted(folder), e);
        }
        throw new IllegalStateException("another server holds %s: stop it, or take another folder".formatted(folder));
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held in this JVM
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot let go of a folder", e);
        }
    }
}
