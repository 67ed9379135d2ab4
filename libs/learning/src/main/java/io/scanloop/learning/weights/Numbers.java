package io.scanloop.learning.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers of other types as FLOAT32, where nothing is lost. */
final class Numbers {
    private static final int HALF_EXPONENT_BIAS = 15;
    private static final int HALF_FRACTION_BITS = 10;

    private Numbers() {}

    /**
     * The numbers of a tensor, little-endian FLOAT32 from position 0 to limit.
     *
     * @throws IllegalArgumentException for types other than F32, F16, BF16; it names the tensor
     */
    static ByteBuffer floats(TensorEntry entry, ByteBuffer bytes) {
        var from = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int count = from.remaining() / entry.type().bytes();
        var floats = ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            floats.putFloat(
                    switch (entry.type()) {
                        case F32 -> from.getFloat();
                        case F16 -> half(from.getShort());
                        case BF16 -> Float.intBitsToFloat(from.getShort() << Short.SIZE);
                        case BOOL, U8, I8, I16, U16, I32, U32, I64, U64, F64 ->
                            throw new IllegalArgumentException(
                                    "weights are F32, F16 or BF16, \"%s\" is %s: convert the file"
                                            .formatted(entry.name(), entry.type()));
                    });
        }
        return floats.flip();
    }

    /** The number of half precision (IEEE 754 binary16); every one of them is a FLOAT32. */
    static float half(short bits) {
        int exponent = bits >> HALF_FRACTION_BITS & 0x1f;
        int fraction = bits & 0x3ff;
        float size;
        if (exponent == 0x1f) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((float) fraction, 1 - HALF_EXPONENT_BIAS - HALF_FRACTION_BITS);
        } else {
            size = Math.scalb((float) (fraction | 0x400), exponent - HALF_EXPONENT_BIAS - HALF_FRACTION_BITS);
        }
        return bits < 0 ? -size : size;
    }
}
