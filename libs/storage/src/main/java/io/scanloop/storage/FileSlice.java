package io.scanloop.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A slice of a file as the body of a request: read straight from disk as often as the request is tried, hashed while it
 * is sent.
 *
 * <p>Before the last bytes are given away the slice is
 * compared with what it was when the request was made, so a file that someone writes to is never stored.
 */
final class FileSlice extends Body {
    private static final int CHUNK = 1 << 18;

    private final FileChannel file;
    private final long offset;
    private final long length;
    private final long fileSize;
    private final MessageDigest before;
    private final int checksum;
    private @Nullable MessageDigest after;

    /**
     * @param fileSize what the whole file must still measure when the slice has been sent
     * @param before what was sent before this slice; left as it is
     */
    FileSlice(FileChannel file, long offset, long length, long fileSize, MessageDigest before) throws IOException {
        super(length);
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.fileSize = fileSize;
        this.before = before;
        this.checksum = scan();
    }

    private int scan() throws IOException {
        var sum = new CRC32C();
        var chunk = new byte[(int) Math.min(CHUNK, Math.max(1, length))];
        for (long done = 0; done < length; ) {
            int count = read(chunk, done);
            sum.update(chunk, 0, count);
            done += count;
        }
        return (int) sum.getValue();
    }

    private int read(byte[] chunk, long done) throws IOException {
        int wanted = (int) Math.min(chunk.length, length - done);
        int count = file.read(ByteBuffer.wrap(chunk, 0, wanted), offset + done);
        if (count <= 0) {
            throw new FileChangedException("the file shrank while it was being stored: expected %d bytes, now %d"
                    .formatted(fileSize, file.size()));
        }
        return count;
    }

    /** As the slice was when the request was made. */
    @Override
    int checksum() {
        return checksum;
    }

    @Override
    MessageDigest sent() {
        if (after == null) {
            throw new IllegalStateException("the slice has not been sent");
        }
        return after;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream inputStream() {
        return new Sending(Digests.copyOf(before));
    }

    private final class Sending extends InputStream {
        private final MessageDigest digest;
        private final CRC32C sum = new CRC32C();
        private final byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, length))];
        private int at;
        private int filled;
        private long done;

        Sending(MessageDigest digest) {
            this.digest = digest;
            after = digest;
        }

        @Override
        public int read() throws IOException {
            return filledUp() ? chunk[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int from, int most) throws IOException {
            if (!filledUp()) {
                return -1;
            }
            int count = Math.min(most, filled - at);
            System.arraycopy(chunk, at, target, from, count);
            at += count;
            return count;
        }

        private boolean filledUp() throws IOException {
            if (at < filled) {
                return true;
            }
            if (done == length) {
                return false;
            }
            at = 0;
            filled = FileSlice.this.read(chunk, done);
            done += filled;
            digest.update(chunk, 0, filled);
            sum.update(chunk, 0, filled);
            if (done == length) {
                checkUnchanged();
            }
            return true;
        }

        private void checkUnchanged() throws IOException {
            if (file.size() != fileSize) {
                throw new FileChangedException(
                        "the file changed its size while it was being stored: expected %d bytes, now %d"
                                .formatted(fileSize, file.size()));
            }
            if ((int) sum.getValue() != checksum) {
                throw new FileChangedException("the file was written to while it was being stored");
            }
        }
    }
}
