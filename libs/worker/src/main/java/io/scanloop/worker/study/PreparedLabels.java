package io.scanloop.worker.study;

import io.scanloop.imaging.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A segmentation as networks see it, mapped from a file: a header with the number of voxels of each class, the class
 * indices as int16, the last axis (Z) fastest, then for each class from 1 the indices of its voxels in ascending order,
 * so that samplers find a voxel of a class at once. Safe for threads.
 */
final class PreparedLabels {
    private static final long MAGIC = 0x31424c4c53435343L;

    private final int[] shape;
    private final int[] counts;
    private final int[] begins;
    private final ShortBuffer classes;
    private final IntBuffer voxels;

    private PreparedLabels(int[] shape, int[] counts, ShortBuffer classes, IntBuffer voxels) {
        this.shape = shape;
        this.counts = counts;
        this.classes = classes;
        this.voxels = voxels;
        this.begins = begins(counts);
    }

    private static int[] begins(int[] counts) {
        var begins = new int[counts.length];
        for (int index = 2; index < counts.length; index++) {
            begins[index] = begins[index - 1] + counts[index - 1];
        }
        return begins;
    }

    /** @param volume class indices, 0 to {@code classes} */
    static void write(Path file, Volume volume, int classes) throws IOException {
        int[] shape = volume.geometry().shape();
        var counts = new int[classes + 1];
        for (float value : volume.voxels()) {
            counts[(int) value]++;
        }
        int foreground = (int) volume.geometry().voxels() - counts[0];
        int[] begins = begins(counts);
        var lists = new int[foreground];
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            new Grid(MAGIC, shape, counts).write(out);
            var slab = ByteBuffer.allocate(shape[1] * shape[2] * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            int voxel = 0;
            for (int x = 0; x < shape[0]; x++) {
                slab.clear();
                for (int y = 0; y < shape[1]; y++) {
                    for (int z = 0; z < shape[2]; z++, voxel++) {
                        int index = (int) volume.at(x, y, z);
                        slab.putShort((short) index);
                        if (index > 0) {
                            lists[begins[index]++] = voxel;
                        }
                    }
                }
                Grid.writeFully(out, slab.flip());
            }
            Grid.writeFully(out, ByteBuffer.allocate(padding(voxel)));
            var tail = ByteBuffer.allocate(Math.multiplyExact(foreground, Integer.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
            tail.asIntBuffer().put(lists);
            Grid.writeFully(out, tail);
        }
    }

    /** So that the lists begin at a multiple of 4. */
    private static int padding(long voxels) {
        return (int) (voxels % 2 * Short.BYTES);
    }

    /** @throws DamagedEntryException when it is no whole file of this kind */
    static PreparedLabels map(Path file, int classes) throws IOException {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            Grid grid = Grid.read(in, MAGIC, classes + 1);
            long begin = Grid.bytes(classes + 1);
            long lists = begin + grid.voxels() * Short.BYTES + padding(grid.voxels());
            long length = (grid.voxels() - grid.counts()[0]) * Integer.BYTES;
            Grid.checkEnd(in, lists + length);
            return new PreparedLabels(
                    grid.shape(),
                    grid.counts(),
                    Grid.map(in, begin, grid.voxels() * Short.BYTES).asShortBuffer(),
                    Grid.map(in, lists, length).asIntBuffer());
        }
    }

    int[] shape() {
        return shape.clone();
    }

    /** As {@link io.scanloop.learning.view.Case#cropLabels}; what lies outside becomes 0. */
    void crop(int[] from, int[] size, long[] into, int at) {
        Boxes.walk(shape, from, size, (voxel, place, count) -> {
            if (voxel < 0) {
                Arrays.fill(into, at + place, at + place + count, 0);
            } else {
                for (int i = 0; i < count; i++) {
                    into[at + place + i] = classes.get(voxel + i);
                }
            }
        });
    }

    int voxelCount(int classIndex) {
        return classIndex == 0 ? 0 : counts[classIndex];
    }

    int[] voxel(int classIndex, int n) {
        if (classIndex < 1 || n < 0 || n >= counts[classIndex]) {
            throw new IndexOutOfBoundsException(
                    "class %d has %d voxels, asked for number %d".formatted(classIndex, voxelCount(classIndex), n));
        }
        int voxel = voxels.get(begins[classIndex] + n);
        int z = voxel % shape[2];
        int y = voxel / shape[2] % shape[1];
        return new int[] {voxel / shape[2] / shape[1], y, z};
    }

    /** The whole segmentation as a volume's values: the first axis fastest. */
    float[] values() {
        var values = new float[Math.multiplyExact(shape[0], Math.multiplyExact(shape[1], shape[2]))];
        int voxel = 0;
        for (int x = 0; x < shape[0]; x++) {
            for (int y = 0; y < shape[1]; y++) {
                for (int z = 0; z < shape[2]; z++) {
                    values[x + shape[0] * (y + shape[1] * z)] = classes.get(voxel++);
                }
            }
        }
        return values;
    }
}
