package io.scanloop.worker.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file in use: it stays in the cache until the lease is closed. */
public final class Lease implements AutoCloseable {
    private final Path file;
    private final End end;
    private final AtomicBoolean isOver = new AtomicBoolean();

    interface End {
        boolean ended() throws IOException;
    }

    Lease(Path file, End end) {
        this.file = file;
        this.end = end;
    }

    /** The whole content, not to be changed. */
    public Path file() {
        return file;
    }

    /** Gives the file back; doing so twice is doing so once. */
    @Override
    public void close() {
        if (isOver.compareAndSet(false, true)) {
            try {
                end.ended();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot give back " + file, e);
            }
        }
    }
}
