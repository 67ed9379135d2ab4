package io.scanloop.embedded;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a put that may have to be repeated: knows whether it is still whole, and stays open for the next try. */
final class Payload extends FilterInputStream {
    private boolean isWhole = true;

    Payload(InputStream body) {
        super(body);
    }

    /** Whether nobody has read of it. */
    boolean isWhole() {
        return isWhole;
    }

    @Override
    public int read() throws IOException {
        isWhole = false;
        return super.read();
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
        isWhole = false;
        return super.read(target, from, most);
    }

    @Override
    public long skip(long count) throws IOException {
        isWhole = false;
        return super.skip(count);
    }

    /** Left to the server, which opened it. */
    @Override
    public void close() {}
}
