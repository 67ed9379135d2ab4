package io.scanloop.imaging;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An open NIfTI file or pair, standing at its first voxel. Whatever the header claims has been held against the limits,
 * and against the file's length where that is known, before the first voxel is read; memory does not depend on it.
 */
final class NiftiInput implements Closeable {
    /** What may follow the voxels in a compressed stream; more is a bomb, or a header that lies. */
    private static final long TRAILING_BYTES = 16 << 20;

    /** Deflate codes at most 258 bytes in 2 bits. */
    private static final long DEFLATE_RATIO = 1032;

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream stream;
    private final boolean isCompressed;
    private final NiftiHeader header;
    private long left;

    private NiftiInput(InputStream stream, boolean isCompressed, NiftiHeader header) {
        this.stream = stream;
        this.isCompressed = isCompressed;
        this.header = header;
        left = header.voxels() * header.type().bytes();
    }

    /** Opens a single file, or either file of a pair ({@code .hdr} with {@code .img}, each possibly compressed). */
    static NiftiInput open(Path path, NiftiLimits limits) throws IOException {
        Path headerPath = partner(path, "img", "hdr");
        if (!headerPath.equals(path) || isNamed(path, "hdr")) {
            return openPair(headerPath, partner(headerPath, "hdr", "img"), limits);
        }
        InputStream file = openFile(path);
        try {
            return single(file, Files.size(path), limits);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** Takes over a stream that holds one whole file; its end is where the stream ends. */
    static NiftiInput of(InputStream stream, NiftiLimits limits) throws IOException {
        return single(stream, Long.MAX_VALUE / DEFLATE_RATIO, limits);
    }

    private static NiftiInput single(InputStream file, long fileBytes, NiftiLimits limits) throws IOException {
        var encoded = new EagerInputStream(file);
        boolean isCompressed = isGzip(encoded);
        InputStream decoded = decoded(encoded, isCompressed);
        RawHeader raw = readHeader(decoded);
        NiftiHeader header = HeaderReading.read(raw, false);
        refuseExcess(header, isCompressed ? fileBytes * DEFLATE_RATIO : fileBytes, limits);
        skip(decoded, header.dataOffset() - raw.size());
        return new NiftiInput(decoded, isCompressed, header);
    }

    private static NiftiInput openPair(Path headerPath, Path imagePath, NiftiLimits limits) throws IOException {
        NiftiHeader header;
        try (InputStream file = openFile(present(headerPath))) {
            var encoded = new EagerInputStream(file);
            header = HeaderReading.read(readHeader(decoded(encoded, isGzip(encoded))), true);
        }
        InputStream file = openFile(present(imagePath));
        try {
            var encoded = new EagerInputStream(file);
            boolean isCompressed = isGzip(encoded);
            long fileBytes = Files.size(imagePath);
            refuseExcess(header, isCompressed ? fileBytes * DEFLATE_RATIO : fileBytes, limits);
            InputStream decoded = decoded(encoded, isCompressed);
            skip(decoded, header.dataOffset());
            return new NiftiInput(decoded, isCompressed, header);
        } catch (Throwable e) {
            file.close();
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
        int read = readFully(stream, buffer, wanted);
        if (read < wanted) {
            throw truncated("%d more bytes of voxels".formatted(left), "the end of the file after " + read);
        }
        left -= wanted;
        if (left == 0) {
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
        if (!isCompressed) {
            return;
        }
        var beyond = new byte[1 << 13];
        long trailing = 0;
        for (int read; (read = readFully(stream, beyond, beyond.length)) > 0; ) {
            trailing += read;
            if (trailing > TRAILING_BYTES) {
                throw new InvalidVolumeException(
                        "trailing-data",
                        "the end of the compressed data after the last voxel",
                        "more than %d further bytes".formatted(TRAILING_BYTES),
                        "header and data do not belong together; re-export the volume");
            }
        }
    }

    private static RawHeader readHeader(InputStream decoded) throws IOException {
        var bytes = new byte[RawHeader.SIZE_2];
        int read = readFully(decoded, bytes, RawHeader.SIZE_1);
        ForeignFormat.refuse(bytes, read);
        if (read < RawHeader.SIZE_1) {
            throw truncated("a header of %d bytes".formatted(RawHeader.SIZE_1), read + " bytes");
        }
        int version = RawHeader.versionOf(bytes).orElseThrow();
        if (version == 2) {
            var rest = new byte[RawHeader.SIZE_2 - RawHeader.SIZE_1];
            read = readFully(decoded, rest, rest.length);
            if (read < rest.length) {
                throw truncated("a header of %d bytes".formatted(RawHeader.SIZE_2), RawHeader.SIZE_1 + read + " bytes");
            }
            System.arraycopy(rest, 0, bytes, RawHeader.SIZE_1, rest.length);
        }
        return RawHeader.of(bytes, version);
    }

    private static void refuseExcess(NiftiHeader header, long atMost, NiftiLimits limits)
            throws InvalidVolumeException {
        long bytes;
        try {
            long voxels = header.voxels();
            if (voxels > limits.maxVoxels()) {
                throw tooLarge("at most %d voxels".formatted(limits.maxVoxels()), header);
            }
            bytes = Math.addExact(
                    header.dataOffset(),
                    Math.multiplyExact(voxels, header.type().bytes()));
        } catch (ArithmeticException overflow) {
            throw tooLarge("at most %d voxels".formatted(limits.maxVoxels()), header);
        }
        if (bytes > limits.maxDecodedBytes()) {
            throw tooLarge("at most %d bytes after decompression".formatted(limits.maxDecodedBytes()), header);
        }
        if (bytes > atMost) {
            throw truncated(
                    "%d bytes for %s of %s from byte %d"
                            .formatted(bytes, Arrays.toString(header.shape()), header.type(), header.dataOffset()),
                    "a file that holds at most " + atMost);
        }
    }

    private static InvalidVolumeException tooLarge(String expected, NiftiHeader header) {
        return new InvalidVolumeException(
                "too-large",
                expected,
                "a header that claims %s of %s".formatted(Arrays.toString(header.shape()), header.type()),
                "crop or resample the volume, or check its header");
    }

    private static InvalidVolumeException truncated(String expected, String actual) {
        return new InvalidVolumeException(
                "truncated", expected, actual, "the file is incomplete; copy or export it again");
    }

    private static void skip(InputStream decoded, long bytes) throws IOException {
        var skipped = new byte[1 << 13];
        for (long left = bytes; left > 0; ) {
            int wanted = (int) Math.min(skipped.length, left);
            int read = readFully(decoded, skipped, wanted);
            if (read < wanted) {
                throw truncated("%d more bytes before the first voxel".formatted(left), "the end of the file");
            }
            left -= read;
        }
    }

    /** Reads until the wanted bytes are there or the file ends; damage to the compression is the file's fault. */
    private static int readFully(InputStream decoded, byte[] buffer, int wanted) throws IOException {
        try {
            return decoded.readNBytes(buffer, 0, wanted);
        } catch (EOFException e) {
            throw truncated("the end of the compressed data", "the end of the file");
        } catch (ZipException e) {
            throw corrupt(e);
        }
    }

    private static boolean isGzip(InputStream encoded) throws IOException {
        encoded.mark(2);
        boolean isGzip = encoded.read() == 0x1f && encoded.read() == 0x8b;
        encoded.reset();
        return isGzip;
    }

    private static InputStream decoded(InputStream encoded, boolean isCompressed) throws IOException {
        if (!isCompressed) {
            return encoded;
        }
        try {
            return new GZIPInputStream(encoded, BUFFER_BYTES);
        } catch (EOFException e) {
            throw truncated("a gzip header", "the end of the file");
        } catch (ZipException e) {
            throw corrupt(e);
        }
    }

    private static InvalidVolumeException corrupt(ZipException e) {
        return new InvalidVolumeException(
                "gzip-corrupt", "intact gzip data", "" + e.getMessage(), "copy or compress the file again");
    }

    private static InputStream openFile(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new InvalidVolumeException("not-a-file", "a NIfTI file", "a directory or device", "name one file");
        }
        return Files.newInputStream(path);
    }

    private static Path present(Path path) throws InvalidVolumeException {
        if (!Files.exists(path)) {
            throw new InvalidVolumeException(
                    "pair-incomplete",
                    "a pair of .hdr and .img",
                    "no file " + path.getFileName(),
                    "keep both files in one folder, or convert them to one .nii file");
        }
        return path;
    }

    private static boolean isNamed(Path path, String extension) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith("." + extension) || name.endsWith("." + extension + ".gz");
    }

    /** The other file of the pair if the path is named as one, else the path. */
    private static Path partner(Path path, String extension, String other) {
        if (!isNamed(path, extension)) {
            return path;
        }
        String name = path.getFileName().toString();
        int dot = name.toLowerCase(Locale.ROOT).lastIndexOf("." + extension);
        String stem = name.substring(0, dot + 1);
        boolean isUpper = Character.isUpperCase(name.charAt(dot + 1));
        String partner = stem + (isUpper ? other.toUpperCase(Locale.ROOT) : other);
        Path plain = path.resolveSibling(partner);
        Path compressed = path.resolveSibling(partner + ".gz");
        return !Files.exists(plain) && Files.exists(compressed) ? compressed : plain;
    }

    /** Never claims to have nothing ready before its end: a gzip reader asks so whether another member follows. */
    private static final class EagerInputStream extends BufferedInputStream {
        EagerInputStream(InputStream stream) {
            super(stream, BUFFER_BYTES);
        }

        @Override
        public synchronized int available() throws IOException {
            if (super.available() > 0) {
                return super.available();
            }
            mark(1);
            int next = read();
            reset();
            return next < 0 ? 0 : 1;
        }
    }
}
