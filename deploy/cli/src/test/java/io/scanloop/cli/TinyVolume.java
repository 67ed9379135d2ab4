package io.scanloop.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes NIfTI-1 files of a few voxels by hand, so that tests lean on no writer of ours. */
final class TinyVolume {
    private static final int HEADER_BYTES = 352;

    private TinyVolume() {}

    /** A uint8 volume of shape n x 1 x 1 along the world's axes. */
    static Path write(Path file, double spacing, int... values) throws IOException {
        var bytes = header(spacing, (short) values.length, (short) 1, (short) 1, HEADER_BYTES + values.length);
        for (var value : values) {
            bytes.put((byte) value);
        }
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes.array());
    }

    /** A header alone, claiming that shape. */
    static Path claim(Path file, int x, int y, int z) throws IOException {
        return Files.write(
                file, header(1, (short) x, (short) y, (short) z, HEADER_BYTES).array());
    }

    private static ByteBuffer header(double spacing, short x, short y, short z, int capacity) {
        var bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 348);
        bytes.position(40).putShort((short) 3).putShort(x).putShort(y).putShort(z);
        bytes.position(48)
                .putShort((short) 1)
                .putShort((short) 1)
                .putShort((short) 1)
                .putShort((short) 1);
        bytes.putShort(70, (short) 2).putShort(72, (short) 8);
        bytes.position(76)
                .putFloat(1)
                .putFloat((float) spacing)
                .putFloat((float) spacing)
                .putFloat((float) spacing);
        bytes.putFloat(108, HEADER_BYTES);
        bytes.putShort(254, (short) 1);
        for (int axis = 0; axis < 3; axis++) {
            bytes.putFloat(280 + 16 * axis + 4 * axis, (float) spacing);
        }
        bytes.position(344).put("n+1\0".getBytes(StandardCharsets.US_ASCII));
        return bytes.position(HEADER_BYTES);
    }
}
