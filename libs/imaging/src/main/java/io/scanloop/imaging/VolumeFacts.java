package io.scanloop.imaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over a file says about it. Values are the decoded ones, slope and intercept applied in double
 * precision; of complex values the real part. A single NaN makes minimum, maximum and sum NaN; colour has none either.
 *
 * @param header shape, affine and the rest
 * @param minimum of all values
 * @param maximum of all values
 * @param sum of all values
 * @param nonFinite values that are NaN or infinite
 * @param contentSha256 identity of the decoded content: see {@link ContentDigest}; neither compression nor byte order,
 *     NIfTI version or type of the integers matter
 * @param labels voxels of each value when all are integers of at most {@value #MOST_LABELS} kinds, else null
 */
public record VolumeFacts(
        NiftiHeader header,
        double minimum,
        double maximum,
        double sum,
        long nonFinite,
        String contentSha256,
        @Nullable SortedMap<Integer, Long> labels) {

    /** More distinct values than this are intensities, not labels. */
    public static final int MOST_LABELS = 1024;

    private static final int VOXELS_PER_CHUNK = 1 << 15;

    /**
     * Reads the file once, in constant memory.
     *
     * @param file single, or either file of a pair, compressed or not
     * @throws InvalidVolumeException if it is no sound NIfTI file within the limits
     * @throws IOException if it cannot be read
     */
    public static VolumeFacts scan(Path file, NiftiLimits limits) throws IOException {
        try (var input = NiftiInput.open(file, limits)) {
            return scan(input);
        }
    }

    /**
     * Reads one single-file NIfTI from a stream, to its end or that of the voxels; the caller closes it.
     *
     * @throws InvalidVolumeException if it is no sound NIfTI file within the limits
     * @throws IOException if it cannot be read
     */
    @SuppressWarnings("resource") // the stream is the caller's
    public static VolumeFacts scan(InputStream stream, NiftiLimits limits) throws IOException {
        return scan(NiftiInput.of(stream, limits));
    }

    private static VolumeFacts scan(NiftiInput input) throws IOException {
        NiftiHeader header = input.header();
        var digest = new ContentDigest(header);
        Tally tally = Tally.of(header, digest);
        int voxelBytes = header.type().bytes();
        var chunk = new byte[(int) Math.min(VOXELS_PER_CHUNK, header.voxels()) * voxelBytes];
        for (int read; (read = input.read(chunk)) > 0; ) {
            tally.add(chunk, read / voxelBytes);
        }
        return tally.facts();
    }
}
