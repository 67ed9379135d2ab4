package io.scanloop.worker.study;

import io.scanloop.imaging.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * One contrast as networks see it, mapped from a file: a header, then the voxels as float32, little-endian, the last
 * axis (Z) fastest, so that a box is copied row by row. Safe for threads; readable also after the file was removed.
 */
final class PreparedImage {
    private static final long MAGIC = 0x31474d494c535343L;

    private final int[] shape;
    private final FloatBuffer voxels;

    private PreparedImage(int[] shape, FloatBuffer voxels) {
        this.shape = shape;
        this.voxels = voxels;
    }

    static void write(Path file, Volume volume) throws IOException {
        int[] shape = volume.geometry().shape();
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            new Grid(MAGIC, shape, new int[0]).write(out);
            var slab = ByteBuffer.allocate(shape[1] * shape[2] * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int x = 0; x < shape[0]; x++) {
                slab.clear();
                for (int y = 0; y < shape[1]; y++) {
                    for (int z = 0; z < shape[2]; z++) {
                        slab.putFloat(volume.at(x, y, z));
                    }
                }
                Grid.writeFully(out, slab.flip());
            }
        }
    }

    /** @throws DamagedEntryException when it is no whole file of this kind */
    static PreparedImage map(Path file) throws IOException {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            Grid grid = Grid.read(in, MAGIC, 0);
            Grid.checkEnd(in, Grid.bytes(0) + grid.voxels() * Float.BYTES);
            var bytes = Grid.map(in, Grid.bytes(0), grid.voxels() * Float.BYTES);
            return new PreparedImage(grid.shape(), bytes.asFloatBuffer());
        }
    }

    int[] shape() {
        return shape.clone();
    }

    /** As {@link io.scanloop.learning.view.Case#crop}; what lies outside becomes 0. */
    void crop(int[] from, int[] size, float[] into, int at) {
        Boxes.walk(shape, from, size, (voxel, place, count) -> {
            if (voxel < 0) {
                Arrays.fill(into, at + place, at + place + count, 0);
            } else {
                voxels.get(voxel, into, at + place, count);
            }
        });
    }
}
