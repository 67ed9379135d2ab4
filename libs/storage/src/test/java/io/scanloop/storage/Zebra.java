package io.scanloop.storage;

import java.io.InputStream;

/** A long stream of bytes that never repeats a block, made as it is read. */
final class Zebra extends InputStream {
    private final long length;
    private long at;

    Zebra(long length) {
        this.length = length;
    }

    private static byte at(long position) {
        long mixed = (position >> 3) * 0x9E3779B97F4A7C15L;
        return (byte) (mixed >>> (8 * (position & 7)));
    }

    /** The bytes from one position up to another. */
    static byte[] stripes(long from, int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(from + i);
        }
        return bytes;
    }

    @Override
    public int read() {
        return at < length ? at(at++) & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int most) {
        int count = (int) Math.min(most, length - at);
        for (int i = 0; i < count; i++) {
            target[from + i] = at(at++);
        }
        return count == 0 && most > 0 ? -1 : count;
    }
}
