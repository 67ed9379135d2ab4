package io.scanloop.learning.weights;

import io.scanloop.learning.graph.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays from a file that somebody else made, {@code .npz} or safetensors, told apart by their first bytes. */
public final class TensorArchive {
    private TensorArchive() {}

    /**
     * All arrays of a file by name: integers of 64 bits as they are, floating numbers as FLOAT32, those of double precision
     * rounded.
     *
     * @throws IllegalArgumentException when one is of another type; it is named
     * @throws InvalidWeightsException when the file is not sound
     */
    public static Map<String, HostTensor> read(Path file) throws IOException {
        if (isZip(file)) {
            try (var archive = NumpyArchive.open(file)) {
                return read(archive.tensors(), archive::bytes);
            }
        }
        try (var archive = Safetensors.open(file)) {
            return read(archive.tensors(), archive::bytes);
        }
    }

    static boolean isZip(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            return Arrays.equals(stream.readNBytes(2), new byte[] {'P', 'K'});
        }
    }

    /** The bytes of a tensor by its name. */
    @FunctionalInterface
    public interface Bytes {
        /** Little-endian, in C order. */
        ByteBuffer of(String name) throws IOException;
    }

    private static Map<String, HostTensor> read(Map<String, TensorEntry> tensors, Bytes bytes) throws IOException {
        var arrays = new LinkedHashMap<String, HostTensor>();
        for (var entry : tensors.values()) {
            arrays.put(entry.name(), array(entry, bytes.of(entry.name()).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return arrays;
    }

    private static HostTensor array(TensorEntry entry, ByteBuffer bytes) {
        var shape = shape(entry);
        if (entry.type() == TensorType.I64) {
            var longs = new long[bytes.remaining() / Long.BYTES];
            bytes.asLongBuffer().get(longs);
            return HostTensor.of(longs, shape);
        }
        if (entry.type() == TensorType.F64) {
            var doubles = bytes.asDoubleBuffer();
            var floats = new float[doubles.remaining()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) doubles.get(i);
            }
            return HostTensor.of(floats, shape);
        }
        return floats(entry, bytes);
    }

    /** A tensor of single or half precision as FLOAT32. */
    static HostTensor floats(TensorEntry entry, ByteBuffer bytes) {
        var numbers =
                Numbers.floats(entry, bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var floats = new float[numbers.remaining()];
        numbers.get(floats);
        return HostTensor.of(floats, shape(entry));
    }

    private static long[] shape(TensorEntry entry) {
        return entry.shape().stream().mapToLong(Long::longValue).toArray();
    }
}
