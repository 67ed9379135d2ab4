package io.scanloop.imaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Builds NIfTI files byte by byte, sound unless told otherwise: 4 x 3 x 2 voxels of 2 x 1.5 x 3 mm, RAS. */
final class NiftiBytes {
    private static final int HEAD = 1024;

    final int version;
    private final ByteBuffer header;
    private NiftiType type = NiftiType.INT16;
    private double[] values = new double[24];
    private byte[] beforeVoxels = new byte[4];
    private byte[] afterVoxels = new byte[0];

    NiftiBytes(int version, ByteOrder order) {
        this.version = version;
        header = ByteBuffer.allocate(HEAD).order(order);
        header.putInt(0, version == 1 ? 348 : 540);
        magic(version == 1 ? "n+1" : "n+2");
        if (version == 2) {
            header.put(8, new byte[] {13, 10, 26, 10});
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = i - 5;
        }
        shape(4, 3, 2).spacing(1, 2, 1.5, 3).type(NiftiType.INT16);
        sform(1, new double[][] {{2, 0, 0, -3}, {0, 1.5, 0, 4}, {0, 0, 3, 5}});
    }

    static NiftiBytes nifti1() {
        return new NiftiBytes(1, ByteOrder.LITTLE_ENDIAN);
    }

    static NiftiBytes nifti2() {
        return new NiftiBytes(2, ByteOrder.LITTLE_ENDIAN);
    }

    NiftiBytes magic(String text) {
        header.put(version == 1 ? 344 : 4, new byte[4]);
        header.put(version == 1 ? 344 : 4, text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    NiftiBytes shape(long... sizes) {
        dim(0, sizes.length);
        for (int axis = 0; axis < sizes.length; axis++) {
            dim(axis + 1, sizes[axis]);
        }
        return this;
    }

    NiftiBytes dim(int index, long value) {
        if (version == 1) {
            header.putShort(40 + 2 * index, (short) value);
        } else {
            header.putLong(16 + 8 * index, value);
        }
        return this;
    }

    /** @param pixdim begins with qfac */
    NiftiBytes spacing(double... pixdim) {
        for (int i = 0; i < pixdim.length; i++) {
            number(76, 104, i, pixdim[i]);
        }
        return this;
    }

    NiftiBytes type(NiftiType type) {
        this.type = type;
        return datatype(type.code());
    }

    NiftiBytes datatype(int code) {
        header.putShort(version == 1 ? 70 : 12, (short) code);
        return this;
    }

    NiftiBytes values(double... values) {
        this.values = values;
        return this;
    }

    NiftiBytes scaling(double slope, double intercept) {
        return number(112, 176, 0, slope).number(116, 184, 0, intercept);
    }

    NiftiBytes sform(int code, double[][] rows) {
        code(254, 348, code);
        for (int i = 0; i < 12; i++) {
            number(280, 400, i, rows[i / 4][i % 4]);
        }
        return this;
    }

    NiftiBytes noSform() {
        return code(254, 348, 0);
    }

    NiftiBytes qform(int code, double b, double c, double d, double... offset) {
        code(252, 344, code);
        number(256, 352, 0, b).number(256, 352, 1, c).number(256, 352, 2, d);
        for (int i = 0; i < offset.length; i++) {
            number(268, 376, i, offset[i]);
        }
        return this;
    }

    NiftiBytes units(int units) {
        if (version == 1) {
            header.put(123, (byte) units);
        } else {
            header.putInt(500, units);
        }
        return this;
    }

    NiftiBytes edit(Consumer<ByteBuffer> change) {
        change.accept(header);
        return this;
    }

    /** Of the extension mark and what follows it up to the voxels. */
    NiftiBytes beforeVoxels(int bytes) {
        beforeVoxels = new byte[bytes];
        return this;
    }

    NiftiBytes afterVoxels(int bytes) {
        afterVoxels = new byte[bytes];
        return this;
    }

    byte[] header() {
        byte[] bytes = new byte[version == 1 ? 348 : 540];
        header.get(0, bytes);
        return bytes;
    }

    byte[] voxels() {
        var voxels = ByteBuffer.allocate(values.length * type.bytes()).order(header.order());
        for (double value : values) {
            put(voxels, value);
        }
        return voxels.array();
    }

    /** The single file, its offset set. */
    byte[] file() {
        voxelOffset(header().length + beforeVoxels.length);
        return withOffsetAsIs();
    }

    byte[] withOffsetAsIs() {
        return join(header(), beforeVoxels, voxels(), afterVoxels);
    }

    NiftiBytes voxelOffset(double offset) {
        if (version == 1) {
            header.putFloat(108, (float) offset);
        } else {
            header.putLong(168, (long) offset);
        }
        return this;
    }

    static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    static byte[] gzip(byte[] bytes) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private void put(ByteBuffer voxels, double value) {
        switch (type) {
            case UINT8, INT8 -> voxels.put((byte) (long) value);
            case INT16, UINT16 -> voxels.putShort((short) (long) value);
            case INT32, UINT32 -> voxels.putInt((int) (long) value);
            case INT64 -> voxels.putLong((long) value);
            case UINT64 -> voxels.putLong(value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE);
            case FLOAT32 -> voxels.putFloat((float) value);
            case FLOAT64 -> voxels.putDouble(value);
            case COMPLEX64 -> voxels.putFloat((float) value).putFloat(7);
            case COMPLEX128 -> voxels.putDouble(value).putDouble(7);
            case RGB24 -> voxels.put(new byte[] {(byte) value, 2, 3});
            case RGBA32 -> voxels.put(new byte[] {(byte) value, 2, 3, 4});
        }
    }

    private NiftiBytes code(int at1, int at2, int code) {
        if (version == 1) {
            header.putShort(at1, (short) code);
        } else {
            header.putInt(at2, code);
        }
        return this;
    }

    private NiftiBytes number(int at1, int at2, int index, double value) {
        if (version == 1) {
            header.putFloat(at1 + 4 * index, (float) value);
        } else {
            header.putDouble(at2 + 8 * index, value);
        }
        return this;
    }
}
