package io.scanloop.storage;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Objects that are not in their place yet. */
final class Drafts {
    private static final int CHUNK = 1 << 18;

    private final Path folder;

    Drafts(Path folder) {
        this.folder = folder;
    }

    Draft write(byte[] bytes) throws IOException {
        return write(new ByteArrayInputStream(bytes), bytes.length);
    }

    /**
     * Writes exactly {@code size} bytes and forces them to disk.
     *
     * @throws EOFException when the stream ends early
     */
    Draft write(InputStream bytes, long size) throws IOException {
        var file = folder.resolve(UUID.randomUUID().toString());
        try {
            return new Draft(file, copy(bytes, size, file));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static String copy(InputStream bytes, long size, Path file) throws IOException {
        var digest = Sha256.digest();
        var chunk = new byte[(int) Math.min(CHUNK, Math.max(1, size))];
        try (var target = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = size; left > 0; ) {
                int count = bytes.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (count < 0) {
                    throw new EOFException("the stream ended %d bytes early".formatted(left));
                }
                digest.update(chunk, 0, count);
                for (var part = ByteBuffer.wrap(chunk, 0, count); part.hasRemaining(); ) {
                    target.write(part);
                }
                left -= count;
            }
            target.force(true);
        }
        return Sha256.hex(digest.digest());
    }

    /** A whole object on disk; closing it discards it unless it was moved to its place. */
    record Draft(Path file, String sha256) implements AutoCloseable {

        /** In one step: a reader finds what was there before or this. The folder must exist. */
        void moveTo(Path place) throws IOException {
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            try (var folder = FileChannel.open(place.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }
}
