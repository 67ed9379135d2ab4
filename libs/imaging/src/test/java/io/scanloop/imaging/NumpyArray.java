package io.scanloop.imaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipFile;

/** One array of an {@code .npz} file: C order, little-endian, turned into NIfTI's order (the first axis fastest). */
record NumpyArray(int[] shape, float[] values) {
    static NumpyArray read(Path npz, String name) throws IOException {
        try (var zip = new ZipFile(npz.toFile())) {
            return parse(ByteBuffer.wrap(
                    zip.getInputStream(zip.getEntry(name + ".npy")).readAllBytes()));
        }
    }

    private static NumpyArray parse(ByteBuffer npy) {
        npy.order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = npy.getShort(8);
        String header = new String(npy.array(), 10, headerLength, StandardCharsets.US_ASCII);
        String tuple = header.substring(header.indexOf('(') + 1, header.indexOf(')'));
        int[] shape = Arrays.stream(tuple.split(","))
                .filter(size -> !size.isBlank())
                .mapToInt(size -> Integer.parseInt(size.trim()))
                .toArray();
        npy.position(10 + headerLength);
        var values = new float[shape[0] * shape[1] * shape[2]];
        for (int i = 0; i < shape[0]; i++) {
            for (int j = 0; j < shape[1]; j++) {
                for (int k = 0; k < shape[2]; k++) {
                    values[i + shape[0] * (j + shape[1] * k)] = next(npy, header);
                }
            }
        }
        return new NumpyArray(shape, values);
    }

    private static float next(ByteBuffer npy, String header) {
        if (header.contains("'<i2'")) {
            return npy.getShort();
        }
        return header.contains("'<f4'") ? npy.getFloat() : npy.get() & 0xff;
    }
}
