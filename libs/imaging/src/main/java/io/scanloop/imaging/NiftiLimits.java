package io.scanloop.imaging;

/**
 * What a file may claim before it is refused unread.
 *
 * @param maxVoxels of one file, over all its dimensions
 * @param maxDecodedBytes of one file after decompression, header and extensions included
 */
public record NiftiLimits(long maxVoxels, long maxDecodedBytes) {
    /** 2^31 voxels and 2^33 bytes (8 GiB): a whole-body scan at 0.5 mm fits, a bomb does not. */
    public static final NiftiLimits DEFAULT = new NiftiLimits(1L << 31, 1L << 33);

    public NiftiLimits {
        if (maxVoxels < 1 || maxDecodedBytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be > 0, got %d voxels and %d bytes".formatted(maxVoxels, maxDecodedBytes));
        }
    }
}
