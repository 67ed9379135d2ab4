package io.scanloop.imaging;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;

/** Volumes from and to NIfTI files. */
public final class Nifti {
    private static final int VOXELS_PER_CHUNK = 1 << 15;

    /** Room made at once; more only as the file proves to hold it. */
    private static final int FIRST_VOXELS = 1 << 24;

    /** The most that an array holds on every JVM. */
    private static final int MOST_VOXELS = Integer.MAX_VALUE - 8;

    private Nifti() {}

    /**
     * Reads one scalar 3-D volume, slope and intercept applied. Not-a-number values are kept.
     *
     * @throws InvalidVolumeException if the file is unsound, beyond the limits, or {@linkplain NiftiHeader#geometry
     *     something else}
     * @throws IOException if it cannot be read
     */
    public static Volume read(Path file, NiftiLimits limits) throws IOException {
        try (var input = NiftiInput.open(file, limits)) {
            NiftiHeader header = input.header();
            Geometry geometry = header.geometry();
            if (geometry.voxels() > MOST_VOXELS) {
                throw new InvalidVolumeException(
                        "too-large",
                        "less than 2^31 voxels",
                        geometry.voxels() + " voxels",
                        "crop or resample the volume");
            }
            return new Volume(geometry, readVoxels(input, (int) geometry.voxels()));
        }
    }

    private static float[] readVoxels(NiftiInput input, int count) throws IOException {
        NiftiHeader header = input.header();
        int voxelBytes = header.type().bytes();
        var chunk = new byte[VOXELS_PER_CHUNK * voxelBytes];
        var values = new double[VOXELS_PER_CHUNK];
        var voxels = new float[Math.min(count, FIRST_VOXELS)];
        int filled = 0;
        for (int read; (read = input.read(chunk) / voxelBytes) > 0; filled += read) {
            VoxelCodec.decode(header.type(), header.byteOrder(), chunk, read, values);
            Scaling.apply(header, values, read);
            if (filled + read > voxels.length) {
                voxels = Arrays.copyOf(voxels, (int) Math.min(count, 2L * voxels.length));
            }
            for (int i = 0; i < read; i++) {
                voxels[filled + i] = (float) values[i];
            }
        }
        return voxels;
    }

    /**
     * Writes a volume in the oldest version that {@linkplain NiftiVersion#of holds} its grid, else like {@link
     * #write(Path, Volume, NiftiType, NiftiVersion)}.
     */
    public static void write(Path file, Volume volume, NiftiType type) throws IOException {
        write(file, volume, type, NiftiVersion.of(volume.geometry()));
    }

    /**
     * Writes a volume, compressed if the name ends in {@code .gz}. Readers see the file whole or not at all, also if
     * this process dies.
     *
     * @param type of the stored values, scalar; there is no slope
     * @throws IllegalArgumentException if an integer type cannot hold a value exactly, or the version not the grid
     * @throws IOException if the folder is absent or the disk refuses
     */
    public static void write(Path file, Volume volume, NiftiType type, NiftiVersion version) throws IOException {
        byte[] header = HeaderWriting.header(volume.geometry(), type, version);
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path unfinished = file.resolveSibling("." + file.getFileName() + "." + random + ".part");
        try {
            try (OutputStream out = open(unfinished, isGzip(file))) {
                out.write(header);
                writeVoxels(out, volume.voxels(), type);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static boolean isGzip(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    private static OutputStream open(Path file, boolean compressed) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return compressed ? new GZIPOutputStream(out, 1 << 16) : new BufferedOutputStream(out);
    }

    private static void writeVoxels(OutputStream out, float[] voxels, NiftiType type) throws IOException {
        var chunk = new byte[VOXELS_PER_CHUNK * type.bytes()];
        for (int from = 0; from < voxels.length; from += VOXELS_PER_CHUNK) {
            int count = Math.min(VOXELS_PER_CHUNK, voxels.length - from);
            VoxelCodec.encode(type, voxels, from, count, chunk);
            out.write(chunk, 0, count * type.bytes());
        }
    }
}
