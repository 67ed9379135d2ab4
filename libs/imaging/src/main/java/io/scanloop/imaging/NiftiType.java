package io.scanloop.imaging;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a NIfTI file stores one voxel. Types of 128-bit floating point have no counterpart here and are refused. */
public enum NiftiType {
    UINT8(2, 1),
    INT16(4, 2),
    INT32(8, 4),
    FLOAT32(16, 4),
    COMPLEX64(32, 8),
    FLOAT64(64, 8),
    RGB24(128, 3),
    INT8(256, 1),
    UINT16(512, 2),
    UINT32(768, 4),
    INT64(1024, 8),
    UINT64(1280, 8),
    COMPLEX128(1792, 16),
    RGBA32(2304, 4);

    private final int code;
    private final int bytes;

    NiftiType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    static Optional<NiftiType> of(int code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /** The header's {@code datatype}. */
    public int code() {
        return code;
    }

    /** Bytes of one voxel. */
    public int bytes() {
        return bytes;
    }

    public boolean isColour() {
        return this == RGB24 || this == RGBA32;
    }

    public boolean isComplex() {
        return this == COMPLEX64 || this == COMPLEX128;
    }

    /** One number per voxel. */
    public boolean isScalar() {
        return !isColour() && !isComplex();
    }

    public boolean isFloatingPoint() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** As the imaging tools write it, e.g. {@code int16}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
