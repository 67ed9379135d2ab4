package io.scanloop.learning.graph;

import org.jspecify.annotations.Nullable;

/**
 * An array on the host, in C order: exactly one of the three arrays of numbers is there. Not copied: whoever makes one
 * leaves the numbers alone while it is in use.
 *
 * @param shape sizes of the axes; empty for a scalar
 */
@SuppressWarnings("ArrayRecordComponent") // large, handed on once, never compared
public record HostTensor(
        Type type, long[] shape, float @Nullable [] floats, double @Nullable [] doubles, long @Nullable [] longs) {

    /** Checks that there are as many numbers as the shape says. */
    public HostTensor {
        int given =
                floats != null ? floats.length : doubles != null ? doubles.length : longs != null ? longs.length : -1;
        if (given != Shapes.count(shape)) {
            throw new IllegalArgumentException("an array of shape %s needs %d numbers, got %d"
                    .formatted(Shapes.text(shape), Shapes.count(shape), given));
        }
    }

    /** An array of FLOAT32. */
    public static HostTensor of(float[] values, long... shape) {
        return new HostTensor(Type.FLOAT32, shape, values, null, null);
    }

    /** An array of FLOAT64. */
    public static HostTensor of(double[] values, long... shape) {
        return new HostTensor(Type.FLOAT64, shape, null, values, null);
    }

    /** An array of INT64. */
    public static HostTensor of(long[] values, long... shape) {
        return new HostTensor(Type.INT64, shape, null, null, values);
    }

    /** The numbers of a FLOAT32 array. */
    public float[] asFloats() {
        return there(floats, Type.FLOAT32);
    }

    /** The numbers of a FLOAT64 array. */
    public double[] asDoubles() {
        return there(doubles, Type.FLOAT64);
    }

    /** The numbers of an INT64 array. */
    public long[] asLongs() {
        return there(longs, Type.INT64);
    }

    private <T> T there(@Nullable T numbers, Type asked) {
        if (numbers == null) {
            throw new IllegalStateException("an array of %s was asked for numbers of %s".formatted(type, asked));
        }
        return numbers;
    }

    @Override
    public String toString() {
        return type + " " + Shapes.text(shape);
    }
}
