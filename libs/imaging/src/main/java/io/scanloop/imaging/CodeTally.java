package io.scanloop.imaging;

import java.nio.ByteOrder;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Types of at most 16 bits: counts how often each stored code occurs; all facts follow from that. */
final class CodeTally implements Tally {
    private final NiftiHeader header;
    private final ContentDigest digest;
    private final boolean swap;

    /** Decoded value of each code, and the bits under which it enters the digest. */
    private final double[] values;

    private final int[] canonical;

    /** Two, taken in turn: neighbours are often equal, and one counter would wait for itself. */
    private final long[] evenCounts;

    private final long[] oddCounts;
    private byte[] encoded = new byte[0];

    CodeTally(NiftiHeader header, ContentDigest digest) {
        this.header = header;
        this.digest = digest;
        swap = header.byteOrder() == ByteOrder.BIG_ENDIAN;
        int codes = 1 << (8 * header.type().bytes());
        values = new double[codes];
        canonical = new int[codes];
        evenCounts = new long[codes];
        oddCounts = new long[codes];
        VoxelCodec.decode(
                header.type(), ByteOrder.LITTLE_ENDIAN, allCodes(header.type().bytes()), codes, values);
        Scaling.apply(header, values, codes);
        for (int code = 0; code < codes; code++) {
            canonical[code] = VoxelCodec.canonical(values[code]);
        }
    }

    private static byte[] allCodes(int bytes) {
        var codes = new byte[bytes << (8 * bytes)];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (bytes == 1 ? i : (i % 2 == 0 ? i >> 1 : i >> 9));
        }
        return codes;
    }

    @Override
    public void add(byte[] chunk, int count) {
        if (encoded.length < 4 * count) {
            encoded = new byte[4 * count];
        }
        if (header.type().bytes() == 1) {
            for (int i = 0; i < count; i++) {
                count(i, chunk[i] & 0xff);
            }
        } else {
            for (int i = 0; i < count; i++) {
                count(i, VoxelCodec.shortAt(chunk, 2 * i, swap) & 0xffff);
            }
        }
        digest.add(encoded, 4 * count);
    }

    private void count(int voxel, int code) {
        ((voxel & 1) == 0 ? evenCounts : oddCounts)[code]++;
        VoxelCodec.putInt(encoded, 4 * voxel, canonical[code]);
    }

    @Override
    public VolumeFacts facts() {
        double minimum = Double.POSITIVE_INFINITY;
        double maximum = Double.NEGATIVE_INFINITY;
        double sum = 0;
        long nonFinite = 0;
        for (int code = 0; code < values.length; code++) {
            long count = evenCounts[code] + oddCounts[code];
            if (count > 0) {
                minimum = Math.min(minimum, values[code]);
                maximum = Math.max(maximum, values[code]);
                sum += count * values[code];
                nonFinite += Double.isFinite(values[code]) ? 0 : count;
            }
        }
        return new VolumeFacts(header, minimum, maximum, sum, nonFinite, digest.hex(), labels());
    }

    private @Nullable SortedMap<Integer, Long> labels() {
        var labels = new TreeMap<Integer, Long>();
        for (int code = 0; code < values.length; code++) {
            long count = evenCounts[code] + oddCounts[code];
            if (count > 0) {
                int label = (int) values[code];
                if (label != values[code]) {
                    return null;
                }
                labels.merge(label, count, Long::sum);
            }
        }
        return labels.size() > VolumeFacts.MOST_LABELS ? null : labels;
    }
}
