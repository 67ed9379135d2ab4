package io.scanloop.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The next bytes of a stream and no more. */
final class Range extends FilterInputStream {
    private long left;

    Range(InputStream stream, long length) {
        super(stream);
        this.left = length;
    }

    static void check(long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length must be >= 0, got %d, %d".formatted(offset, length));
        }
    }

    @Override
    public int read() throws IOException {
        int value = left == 0 ? -1 : in.read();
        if (value >= 0) {
            left--;
        }
        return value;
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
        if (left == 0 && most > 0) {
            return -1;
        }
        int count = in.read(target, from, (int) Math.min(most, left));
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public long skip(long most) throws IOException {
        long count = in.skip(Math.min(most, left));
        left -= count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
