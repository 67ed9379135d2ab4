package io.scanloop.trials;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Small NIfTI-1 files: cubes of noise on a grid of 3 mm. */
final class SyntheticVolume {
    private static final int HEADER = 352;

    private SyntheticVolume() {}

    /** An image of int16 noise. */
    static byte[] image(int side, RandomGenerator random) {
        var file = header(side, 4, 2);
        while (file.hasRemaining()) {
            file.putShort((short) random.nextInt(1000));
        }
        return file.array();
    }

    /** A segmentation of uint8 values from 0 to {@code classes}. */
    static byte[] labels(int side, int classes, RandomGenerator random) {
        var file = header(side, 2, 1);
        while (file.hasRemaining()) {
            file.put((byte) random.nextInt(classes + 1));
        }
        return file.array();
    }

    private static ByteBuffer header(int side, int type, int width) {
        var file = ByteBuffer.allocate(HEADER + side * side * side * width).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 348);
        for (int i = 0; i < 8; i++) {
            file.putShort(40 + 2 * i, (short) (i == 0 ? 3 : i < 4 ? side : 1));
            file.putFloat(76 + 4 * i, i == 0 ? 1 : i < 4 ? 3 : 0);
        }
        file.putShort(70, (short) type).putShort(72, (short) (8 * width));
        file.putFloat(108, HEADER).putFloat(112, 1);
        file.putShort(254, (short) 1);
        for (int row = 0; row < 3; row++) {
            file.putFloat(280 + 20 * row, 3);
        }
        file.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        return file.position(HEADER);
    }
}
