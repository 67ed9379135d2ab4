package io.scanloop.imaging;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Stored bytes to numbers and back. */
final class VoxelCodec {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    /** Larger 64-bit integers are not written: no float was meant to be one. */
    private static final long MOST_EXACT = 1L << 53;

    private VoxelCodec() {}

    /**
     * Decodes the first voxels of a chunk, without slope and intercept.
     *
     * @param type has no colour; of complex values the real part is taken
     * @param bytes at least {@code count} voxels
     * @param values at least {@code count} long, 64-bit integers rounded to the nearest double
     */
    static void decode(NiftiType type, ByteOrder order, byte[] bytes, int count, double[] values) {
        boolean swap = order == BIG_ENDIAN;
        switch (type) {
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = bytes[i] & 0xff;
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = bytes[i];
                }
            }
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = shortAt(bytes, 2 * i, swap);
                }
            }
            case UINT16 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = shortAt(bytes, 2 * i, swap) & 0xffff;
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = intAt(bytes, 4 * i, swap);
                }
            }
            case UINT32 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = intAt(bytes, 4 * i, swap) & 0xffffffffL;
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = longAt(bytes, 8 * i, swap);
                }
            }
            case UINT64 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = unsigned(longAt(bytes, 8 * i, swap));
                }
            }
            case FLOAT32, COMPLEX64 -> {
                int step = type.bytes();
                for (int i = 0; i < count; i++) {
                    values[i] = Float.intBitsToFloat(intAt(bytes, step * i, swap));
                }
            }
            case FLOAT64, COMPLEX128 -> {
                int step = type.bytes();
                for (int i = 0; i < count; i++) {
                    values[i] = Double.longBitsToDouble(longAt(bytes, step * i, swap));
                }
            }
            case RGB24, RGBA32 -> throw new IllegalStateException("a colour is no number: " + type);
        }
    }

    /**
     * Encodes voxels as little-endian values of a scalar type.
     *
     * @throws IllegalArgumentException if an integer type cannot hold a value exactly
     */
    static void encode(NiftiType type, float[] voxels, int from, int count, byte[] bytes) {
        var out = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            float value = voxels[from + i];
            switch (type) {
                case UINT8 -> out.put((byte) integer(type, value, 0, 0xff));
                case INT8 -> out.put((byte) integer(type, value, Byte.MIN_VALUE, Byte.MAX_VALUE));
                case INT16 -> out.putShort((short) integer(type, value, Short.MIN_VALUE, Short.MAX_VALUE));
                case UINT16 -> out.putShort((short) integer(type, value, 0, 0xffff));
                case INT32 -> out.putInt((int) integer(type, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
                case UINT32 -> out.putInt((int) integer(type, value, 0, 0xffffffffL));
                case INT64 -> out.putLong(integer(type, value, -MOST_EXACT, MOST_EXACT));
                case UINT64 -> out.putLong(integer(type, value, 0, MOST_EXACT));
                case FLOAT32 -> out.putFloat(value);
                case FLOAT64 -> out.putDouble(value);
                case COMPLEX64, COMPLEX128, RGB24, RGBA32 ->
                    throw new IllegalArgumentException(
                            "a volume has one number per voxel, which %s does not".formatted(type));
            }
        }
    }

    private static long integer(NiftiType type, float value, long least, long most) {
        long integer = (long) value;
        if (integer != value || integer < least || integer > most) {
            throw new IllegalArgumentException(
                    "%s holds integers from %d to %d, got %s: round and clip first, or write float32"
                            .formatted(type, least, most, value));
        }
        return integer;
    }

    /** The 16 bits of a stored value. */
    static short shortAt(byte[] bytes, int offset, boolean swap) {
        short bits = (short) SHORT.get(bytes, offset);
        return swap ? Short.reverseBytes(bits) : bits;
    }

    /** Writes a number as a little-endian float32 such that equal numbers have equal bytes: one zero, one NaN. */
    static void putCanonical(byte[] bytes, int offset, double value) {
        putInt(bytes, offset, canonical(value));
    }

    static int canonical(double value) {
        return Float.floatToIntBits((float) value + 0f);
    }

    static void putInt(byte[] bytes, int offset, int bits) {
        INT.set(bytes, offset, bits);
    }

    private static int intAt(byte[] bytes, int offset, boolean swap) {
        int bits = (int) INT.get(bytes, offset);
        return swap ? Integer.reverseBytes(bits) : bits;
    }

    private static long longAt(byte[] bytes, int offset, boolean swap) {
        long bits = (long) LONG.get(bytes, offset);
        return swap ? Long.reverseBytes(bits) : bits;
    }

    /** Halved with the lost bit kept in the last place, so that the conversion rounds once. */
    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
}
