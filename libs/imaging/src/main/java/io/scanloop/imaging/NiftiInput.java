package io.scanloop.imaging;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An open NIfTI file or pair, standing at its first voxel. Whatever the header claims has been held against the limits,
 * and against the file's length where that is known, before the first voxel is read; memory does not depend on it.
 */
final class NiftiInput implements Closeable {
    /** What may follow the voxels in a compressed stream; more is a bomb, or a header that lies. */
    private static final long TRAILING_BYTES = 16 << 20;

    private final DecodedStream stream;
    private final NiftiHeader header;
    private long left;

    private NiftiInput(DecodedStream stream, NiftiHeader header) {
        this.stream = stream;
        this.header = header;
        left = header.voxels() * header.type().bytes();
    }

    /** Opens a single file, or either file of a pair. */
    static NiftiInput open(Path path, NiftiLimits limits) throws IOException {
        if (!FilePair.isNamedLikeOne(path)) {
            return of(DecodedStream.open(path), limits);
        }
        FilePair pair = FilePair.of(path);
        NiftiHeader header;
        try (var file = DecodedStream.open(pair.header())) {
            header = HeaderReading.read(readHeader(file), true);
        }
        return at(header, DecodedStream.open(pair.image()), 0, limits);
    }

    /** Takes over a stream that holds one whole file; its end is where the stream ends. */
    static NiftiInput of(InputStream stream, NiftiLimits limits) throws IOException {
        return of(DecodedStream.of(stream), limits);
    }

    private static NiftiInput of(DecodedStream file, NiftiLimits limits) throws IOException {
        try {
            RawHeader raw = readHeader(file);
            return at(HeaderReading.read(raw, false), file, raw.size(), limits);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** @param position bytes of the stream that have been read */
    private static NiftiInput at(NiftiHeader header, DecodedStream stream, int position, NiftiLimits limits)
            throws IOException {
        try {
            refuseExcess(header, stream.mostBytes(), limits);
            long gap = header.dataOffset() - position;
            if (stream.skip(gap) < gap) {
                throw DecodedStream.truncated("voxels from byte " + header.dataOffset(), "the end of the file");
            }
            return new NiftiInput(stream, header);
        } catch (Throwable e) {
            stream.close();
            throw e;
        }
    }

    NiftiHeader header() {
        return header;
    }

    /**
     * Reads the next voxels.
     *
     * @param buffer filled, but for the last time; a multiple of the voxel's size
     * @return bytes read, 0 after the last voxel
     */
    int read(byte[] buffer) throws IOException {
        int wanted = (int) Math.min(buffer.length, left);
        if (wanted == 0) {
            return 0;
        }
        int read = stream.read(buffer, 0, wanted);
        if (read < wanted) {
            throw DecodedStream.truncated("%d more bytes of voxels".formatted(left), read + " bytes");
        }
        left -= wanted;
        if (left == 0 && stream.isCompressed()) {
            readTrailer();
        }
        return wanted;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** The checksum of a compressed file stands at its end. */
    private void readTrailer() throws IOException {
        if (stream.skip(TRAILING_BYTES + 1) > TRAILING_BYTES) {
            throw new InvalidVolumeException(
                    "trailing-data",
                    "the end of the compressed data after the last voxel",
                    "more than %d further bytes".formatted(TRAILING_BYTES),
                    "header and data do not belong together; re-export the volume");
        }
    }

    private static RawHeader readHeader(DecodedStream file) throws IOException {
        var bytes = new byte[RawHeader.SIZE_2];
        int read = file.read(bytes, 0, RawHeader.SIZE_1);
        ForeignFormat.refuse(bytes, read);
        int version = read < RawHeader.SIZE_1 ? 1 : RawHeader.versionOf(bytes).orElseThrow();
        int size = version == 1 ? RawHeader.SIZE_1 : RawHeader.SIZE_2;
        read += file.read(bytes, read, size - read);
        if (read < size) {
            throw DecodedStream.truncated("a header of %d bytes".formatted(size), read + " bytes");
        }
        return RawHeader.of(bytes, version);
    }

    private static void refuseExcess(NiftiHeader header, long mostBytes, NiftiLimits limits)
            throws InvalidVolumeException {
        long bytes;
        try {
            if (header.voxels() > limits.maxVoxels()) {
                throw tooLarge("at most %d voxels".formatted(limits.maxVoxels()), header);
            }
            bytes = Math.addExact(
                    header.dataOffset(),
                    Math.multiplyExact(header.voxels(), header.type().bytes()));
        } catch (ArithmeticException overflow) {
            throw tooLarge("at most %d voxels".formatted(limits.maxVoxels()), header);
        }
        if (bytes > limits.maxDecodedBytes()) {
            throw tooLarge("at most %d bytes after decompression".formatted(limits.maxDecodedBytes()), header);
        }
        if (bytes > mostBytes) {
            throw DecodedStream.truncated(
                    "%d bytes for %s of %s from byte %d"
                            .formatted(bytes, Arrays.toString(header.shape()), header.type(), header.dataOffset()),
                    "a file that holds at most " + mostBytes);
        }
    }

    private static InvalidVolumeException tooLarge(String expected, NiftiHeader header) {
        return new InvalidVolumeException(
                "too-large",
                expected,
                "a header that claims %s of %s".formatted(Arrays.toString(header.shape()), header.type()),
                "crop or resample the volume, or check its header");
    }
}
