package io.scanloop.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One at a time, among the threads of this process and among processes; a process that dies lets go. */
final class FolderLock {
    /** The operating system tells processes apart, not threads; and what is done under the lock is short. */
    private static final Object THIS_PROCESS = new Object();

    private final Path file;

    FolderLock(Path file) {
        this.file = file;
    }

    interface Change {
        boolean made() throws IOException;
    }

    boolean alone(Change change) throws IOException {
        synchronized (THIS_PROCESS) {
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                return held.isValid() && change.made();
            }
        }
    }
}
