package io.scanloop.imaging;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The values of one scalar NIfTI file in its voxels' order, slope and intercept applied, with memory that does not depend
 * on its size. Two volumes on one grid give the values of the same places together.
 */
public final class VoxelStream implements Closeable {
    private final NiftiInput input;
    private final Geometry geometry;
    private byte[] bytes = new byte[0];
    private double[] numbers = new double[0];

    private VoxelStream(NiftiInput input, Geometry geometry) {
        this.input = input;
        this.geometry = geometry;
    }

    /**
     * Opens a file that is not a pair, compressed or not.
     *
     * @param file is closed with the stream, also when it cannot be opened
     * @throws InvalidVolumeException if the file is unsound, beyond the limits, or {@linkplain NiftiHeader#geometry
     *     something else}
     * @throws IOException if it cannot be read
     */
    public static VoxelStream open(InputStream file, NiftiLimits limits) throws IOException {
        var input = NiftiInput.of(file, limits);
        try {
            return new VoxelStream(input, input.header().geometry());
        } catch (InvalidVolumeException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    /** Where the voxels lie. */
    public Geometry geometry() {
        return geometry;
    }

    /**
     * Reads the next values.
     *
     * @param values filled from its beginning, wholly but for the last time
     * @return how many were read; 0 after the last voxel
     */
    public int read(float[] values) throws IOException {
        var header = input.header();
        int voxelBytes = header.type().bytes();
        if (numbers.length != values.length) {
            bytes = new byte[Math.multiplyExact(values.length, voxelBytes)];
            numbers = new double[values.length];
        }
        int read = input.read(bytes) / voxelBytes;
        VoxelCodec.decode(header.type(), header.byteOrder(), bytes, read, numbers);
        Scaling.apply(header, numbers, read);
        for (int i = 0; i < read; i++) {
            values[i] = (float) numbers[i];
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
