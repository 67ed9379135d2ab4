package io.scanloop.worker.study;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The header of a prepared file: a magic number, the shape, and some counts.
 *
 * @param magic says what kind of file it is, and in which layout
 * @param shape voxels along X, Y, Z
 * @param counts whose meaning the kind knows
 */
@SuppressWarnings("ArrayRecordComponent")
record Grid(long magic, int[] shape, int[] counts) {

    /** Length of a header with so many counts, a multiple of 8. */
    static int bytes(int counts) {
        return (Long.BYTES + Integer.BYTES * (4 + counts) + 7) / 8 * 8;
    }

    long voxels() {
        return (long) shape[0] * shape[1] * shape[2];
    }

    void write(FileChannel out) throws IOException {
        var header = ByteBuffer.allocate(bytes(counts.length)).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(magic).putInt(shape[0]).putInt(shape[1]).putInt(shape[2]).putInt(counts.length);
        for (int count : counts) {
            header.putInt(count);
        }
        writeFully(out, header.clear());
    }

    static Grid read(FileChannel in, long magic, int counts) throws IOException {
        if (in.size() < bytes(counts)) {
            throw new DamagedEntryException("at least %d bytes".formatted(bytes(counts)), in.size() + " bytes");
        }
        var header = map(in, 0, bytes(counts));
        long found = header.getLong();
        int[] shape = {header.getInt(), header.getInt(), header.getInt()};
        int number = header.getInt();
        if (found != magic || number != counts) {
            throw new DamagedEntryException(
                    "kind %x with %d counts".formatted(magic, counts), "%x with %d".formatted(found, number));
        }
        var values = new int[counts];
        for (int i = 0; i < counts; i++) {
            values[i] = header.getInt();
        }
        return new Grid(found, shape, values);
    }

    static ByteBuffer map(FileChannel in, long begin, long length) throws IOException {
        return in.map(FileChannel.MapMode.READ_ONLY, begin, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    static void checkEnd(FileChannel in, long end) throws IOException {
        if (in.size() != end) {
            throw new DamagedEntryException(end + " bytes", in.size() + " bytes");
        }
    }

    static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
