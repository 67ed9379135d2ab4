package io.scanloop.storage;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** The next bytes of a stream as the body of a request, held in a buffer that the next part will use again. */
final class HeldBytes extends Body {
    private final byte[] buffer;
    private final int length;
    private final MessageDigest sent;

    /**
     * @param buffer at least {@code length} bytes; may be used again when the request has been answered
     * @param before what was sent before these bytes; left as it is
     * @throws EOFException when the stream ends early
     */
    HeldBytes(InputStream stream, byte[] buffer, int length, MessageDigest before) throws IOException {
        super(length);
        int count = stream.readNBytes(buffer, 0, length);
        if (count < length) {
            throw new EOFException("the stream ended %d bytes early".formatted(length - count));
        }
        this.buffer = buffer;
        this.length = length;
        this.sent = Digests.copyOf(before);
        this.sent.update(buffer, 0, length);
    }

    @Override
    int checksum() {
        return Digests.crc32c(buffer, length);
    }

    @Override
    MessageDigest sent() {
        return sent;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream inputStream() {
        return new ByteArrayInputStream(buffer, 0, length);
    }
}
