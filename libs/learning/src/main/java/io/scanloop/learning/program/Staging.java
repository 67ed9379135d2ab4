package io.scanloop.learning.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scanloop.learning.graph.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory through which numbers go to the engine: on the CPU the engine's array lies in it and is valid until the next
 * use, on a GPU it is copied from it. Aligned, because products of matrices may round otherwise where memory lies
 * otherwise; reused, because the memory of a direct buffer comes back late.
 */
final class Staging {
    private static final int ALIGNMENT = 64;
    private ByteBuffer memory = allocate(1);

    private static ByteBuffer allocate(int bytes) {
        // whole multiples, of which one may be lost to alignment
        int rounded = Math.toIntExact((bytes + 2L * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return ByteBuffer.allocateDirect(rounded).alignedSlice(ALIGNMENT).order(ByteOrder.nativeOrder());
    }

    private ByteBuffer room(int bytes) {
        if (memory.capacity() < bytes) {
            memory = allocate(bytes);
        }
        return memory.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** An array of the owner's with these numbers. */
    NDArray array(NDManager owner, HostTensor numbers) {
        return switch (numbers.type()) {
            case FLOAT32 -> {
                var room = room(Math.multiplyExact(numbers.asFloats().length, Float.BYTES));
                room.asFloatBuffer().put(numbers.asFloats());
                yield owner.create(room, new Shape(numbers.shape()), DataType.FLOAT32);
            }
            case FLOAT64 -> {
                var room = room(Math.multiplyExact(numbers.asDoubles().length, Double.BYTES));
                room.asDoubleBuffer().put(numbers.asDoubles());
                yield owner.create(room, new Shape(numbers.shape()), DataType.FLOAT64);
            }
            case INT64 -> {
                var room = room(Math.multiplyExact(numbers.asLongs().length, Long.BYTES));
                room.asLongBuffer().put(numbers.asLongs());
                yield owner.create(room, new Shape(numbers.shape()), DataType.INT64);
            }
            case BOOL -> throw new IllegalStateException("no array of BOOL goes to the engine");
        };
    }

    /** An array of the owner's in memory of the engine's own, from little-endian FLOAT32 bytes. */
    NDArray lasting(NDManager owner, ByteBuffer bytes, long... shape) {
        var room = room(bytes.remaining());
        room.put(bytes.duplicate()).flip();
        try (var passing = owner.create(room, new Shape(shape), DataType.FLOAT32)) {
            return passing.duplicate();
        }
    }

    /** As {@link #array}, in memory of the engine's own. */
    NDArray lasting(NDManager owner, HostTensor numbers) {
        try (var passing = array(owner, numbers)) {
            return passing.duplicate();
        }
    }
}
