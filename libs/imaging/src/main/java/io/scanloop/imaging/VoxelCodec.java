package io.scanloop.imaging;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Stored bytes to numbers. */
final class VoxelCodec {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

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
