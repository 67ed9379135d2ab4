package io.scanloop.learning;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scanloop.learning.graph.Shapes;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;

/** Reference arrays in a {@code .npz} file: small ones among the test resources, large ones beside the project. */
public record NumpyFile(Path path) {
    /** One array in C order. */
    public record Array(long[] shape, float[] values) {}

    /** A file of the reference numbers; without it the test is skipped, saying so. */
    public static NumpyFile golden(String name) {
        var resource = NumpyFile.class.getResource("/golden/" + name);
        if (resource != null) {
            return new NumpyFile(Path.of(URI.create(resource.toString())));
        }
        Path path = Path.of(System.getProperty("scanloop.root"), "../shared/golden", name);
        assumeTrue(Files.exists(path), path + " absent: nothing to compare with");
        return new NumpyFile(path);
    }

    public List<String> names() throws IOException {
        try (var zip = new ZipFile(path.toFile())) {
            return zip.stream()
                    .map(entry -> entry.getName().replaceAll("\\.npy$", ""))
                    .toList();
        }
    }

    public Array array(String name) throws IOException {
        try (var zip = new ZipFile(path.toFile())) {
            var entry = zip.getEntry(name + ".npy");
            return parse(ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes()));
        }
    }

    private static Array parse(ByteBuffer npy) {
        npy.order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = npy.getShort(8);
        String header = new String(npy.array(), 10, headerLength, StandardCharsets.US_ASCII);
        String tuple = header.substring(header.indexOf('(') + 1, header.indexOf(')'));
        long[] shape = Arrays.stream(tuple.split(","))
                .filter(size -> !size.isBlank())
                .mapToLong(size -> Long.parseLong(size.trim()))
                .toArray();
        npy.position(10 + headerLength);
        var values = new float[(int) Shapes.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = next(npy, header);
        }
        return new Array(shape, header.contains("'fortran_order': True") ? inOrderC(shape, values) : values);
    }

    /** From the first axis fastest to the last. */
    private static float[] inOrderC(long[] shape, float[] values) {
        var ordered = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int rest = i;
            int at = 0;
            for (long size : shape) {
                at = (int) (at * size + rest % size);
                rest /= (int) size;
            }
            ordered[at] = values[i];
        }
        return ordered;
    }

    private static float next(ByteBuffer npy, String header) {
        if (header.contains("'<f4'")) {
            return npy.getFloat();
        }
        return header.contains("'<f2'") ? half(npy.getShort()) : npy.get() & 0xff;
    }

    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * StrictMath.pow(2, exponent - 25);
        return (float) (bits < 0 ? -size : size);
    }
}
