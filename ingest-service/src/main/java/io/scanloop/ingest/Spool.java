package io.scanloop.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A file of the scratch folder. Closing deletes it.
 *
 * @param sha256 SHA-256 of its bytes
 * @param size in bytes
 */
public record Spool(Scratch owner, Path file, String sha256, long size) implements AutoCloseable {

    @Override
    public void close() {
        try {
            owner.release(file, size);
        } catch (IOException e) {
            throw new UncheckedIOException("a spooled upload could not be deleted", e);
        }
    }
}
