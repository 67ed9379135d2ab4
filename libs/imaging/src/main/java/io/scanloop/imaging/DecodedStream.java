package io.scanloop.imaging;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file after decompression, if its first bytes say that it is compressed with gzip; its name says
 * nothing. Damage to the compression is the file's fault, not the disk's.
 */
final class DecodedStream implements Closeable {
    /** Deflate codes at most 258 bytes in 2 bits. */
    private static final long DEFLATE_RATIO = 1032;

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream decoded;
    private final boolean isCompressed;
    private final long mostBytes;

    private DecodedStream(InputStream decoded, boolean isCompressed, long mostBytes) {
        this.decoded = decoded;
        this.isCompressed = isCompressed;
        this.mostBytes = mostBytes;
    }

    static DecodedStream open(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new InvalidVolumeException("not-a-file", "a NIfTI file", "a directory or device", "name one file");
        }
        InputStream file = Files.newInputStream(path);
        try {
            return of(file, Files.size(path));
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** Takes over a stream of unknown length. */
    static DecodedStream of(InputStream encoded) throws IOException {
        return of(encoded, Long.MAX_VALUE / DEFLATE_RATIO);
    }

    private static DecodedStream of(InputStream file, long bytes) throws IOException {
        var encoded = new EagerInputStream(file);
        if (!isGzip(encoded)) {
            return new DecodedStream(encoded, false, bytes);
        }
        try {
            return new DecodedStream(new GZIPInputStream(encoded, BUFFER_BYTES), true, bytes * DEFLATE_RATIO);
        } catch (EOFException e) {
            throw truncated("a gzip header", "the end of the file");
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

    boolean isCompressed() {
        return isCompressed;
    }

    /** What the file can hold at most, decompressed; known before anything is. */
    long mostBytes() {
        return mostBytes;
    }

    /** Reads until the wanted bytes are there or the file ends, and returns how many there are. */
    int read(byte[] buffer, int offset, int wanted) throws IOException {
        try {
            return decoded.readNBytes(buffer, offset, wanted);
        } catch (EOFException e) {
            throw truncated("the end of the compressed data", "the end of the file");
        } catch (ZipException e) {
            throw corrupt(e);
        }
    }

    /** Passes over bytes, and returns how many were there: fewer than wanted only at the end of the file. */
    long skip(long wanted) throws IOException {
        var skipped = new byte[1 << 13];
        long done = 0;
        while (done < wanted) {
            int read = read(skipped, 0, (int) Math.min(skipped.length, wanted - done));
            if (read == 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public void close() throws IOException {
        decoded.close();
    }

    static InvalidVolumeException truncated(String expected, String actual) {
        return new InvalidVolumeException(
                "truncated", expected, actual, "the file is incomplete; copy or export it again");
    }

    private static InvalidVolumeException corrupt(ZipException e) {
        return new InvalidVolumeException(
                "gzip-corrupt", "intact gzip data", "" + e.getMessage(), "copy or compress the file again");
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
