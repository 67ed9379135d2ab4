package io.scanloop.bench.intake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;

/**
 * A CT of a trunk as a scanner's workstation would export it: NIfTI-1, 512 x 512 voxels of 0.75 mm per slice, slices of
 * 1 mm, int16 HU. Ellipses stand for body, lungs, liver and spine; noise makes it as hard to compress as a real one.
 */
final class CtVolume {
    static final int SIDE = 512;
    private static final int HEADER = 352;
    private static final double SPACING = 0.75;
    private static final double NOISE = 14;

    private CtVolume() {}

    /** Bytes of a volume of so many slices: 170 MB for 324. */
    static long bytes(int slices) {
        return HEADER + 2L * SIDE * SIDE * slices;
    }

    /** Writes the volume unless it is there; equal arguments give equal bytes. */
    static Path file(Path folder, int slices) throws IOException {
        var file = folder.resolve("ct-%d.nii".formatted(slices));
        if (Files.notExists(file) || Files.size(file) != bytes(slices)) {
            Files.createDirectories(folder);
            var draft = folder.resolve("ct.draft");
            try (var out = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 20)) {
                write(out, slices);
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static void write(OutputStream out, int slices) throws IOException {
        out.write(header(slices));
        var random = new SplittableRandom(slices);
        var slice = ByteBuffer.allocate(2 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
        for (int z = 0; z < slices; z++) {
            slice.clear();
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    slice.putShort((short) Math.max(-1024, tissue(x, y, z) + noise(random)));
                }
            }
            out.write(slice.array());
        }
    }

    /** HU of what is at a voxel. */
    private static int tissue(int x, int y, int z) {
        if (!isIn(x, y, 256, 256, 210, 150)) {
            return -1000;
        }
        if (isIn(x, y, 256, 350, 28, 28)) {
            return 400;
        }
        boolean isChest = z % 300 > 150;
        if (isChest && (isIn(x, y, 160, 240, 75, 100) || isIn(x, y, 352, 240, 75, 100))) {
            return -850;
        }
        if (!isChest && isIn(x, y, 180, 230, 100, 80)) {
            return 110;
        }
        return isIn(x, y, 256, 256, 190, 130) ? 45 : -100;
    }

    private static boolean isIn(int x, int y, int centreX, int centreY, int radiusX, int radiusY) {
        double dx = (x - centreX) / (double) radiusX;
        double dy = (y - centreY) / (double) radiusY;
        return dx * dx + dy * dy < 1;
    }

    /** About normal: the sum of the four 16-bit words of one draw, each uniform. */
    private static int noise(SplittableRandom random) {
        long draw = random.nextLong();
        long sum = (draw & 0xffff) + (draw >>> 16 & 0xffff) + (draw >>> 32 & 0xffff) + (draw >>> 48);
        return (int) Math.round((sum - 131_070) * (NOISE / 37_837));
    }

    private static byte[] header(int slices) {
        var header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, 348);
        short[] dim = {3, SIDE, SIDE, (short) slices, 1, 1, 1, 1};
        for (int i = 0; i < dim.length; i++) {
            header.putShort(40 + 2 * i, dim[i]);
        }
        header.putShort(70, (short) 4).putShort(72, (short) 16); // int16
        float[] pixdim = {1, (float) SPACING, (float) SPACING, 1, 0, 0, 0, 0};
        for (int i = 0; i < pixdim.length; i++) {
            header.putFloat(76 + 4 * i, pixdim[i]);
        }
        header.putFloat(108, HEADER).putFloat(112, 1); // first voxel, slope
        header.put(123, (byte) 2); // mm
        header.putShort(254, (short) 1); // the affine below is scanner-based
        float[][] affine = {{(float) SPACING, 0, 0, -192}, {0, (float) SPACING, 0, -192}, {0, 0, 1, 0}};
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                header.putFloat(280 + 16 * row + 4 * column, affine[row][column]);
            }
        }
        header.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }
}
