package io.scanloop.imaging;

/** Types of more than 16 bits: looks at each value. */
final class ValueTally implements Tally {
    private final NiftiHeader header;
    private final ContentDigest digest;
    private final LabelCount labels;
    private double[] values = new double[0];
    private byte[] encoded = new byte[0];
    private double minimum = Double.POSITIVE_INFINITY;
    private double maximum = Double.NEGATIVE_INFINITY;
    private double sum;
    private double lost;
    private long nonFinite;

    ValueTally(NiftiHeader header, ContentDigest digest) {
        this.header = header;
        this.digest = digest;
        labels = new LabelCount(header.type().isScalar());
    }

    @Override
    public void add(byte[] chunk, int count) {
        if (values.length < count) {
            values = new double[count];
            encoded = new byte[4 * count];
        }
        VoxelCodec.decode(header.type(), header.byteOrder(), chunk, count, values);
        Scaling.apply(header, values, count);
        measure(count);
        labels.add(values, count);
        if (header.type().isScalar()) {
            for (int i = 0; i < count; i++) {
                VoxelCodec.putCanonical(encoded, 4 * i, values[i]);
            }
            digest.add(encoded, 4 * count);
        } else {
            digest.add(chunk, count * header.type().bytes());
        }
    }

    private void measure(int count) {
        double least = minimum;
        double most = maximum;
        double[] sums = new double[4];
        for (int i = 0; i < count; i++) {
            double value = values[i];
            least = Math.min(least, value);
            most = Math.max(most, value);
            sums[i & 3] += value;
            if (!Double.isFinite(value)) {
                nonFinite++;
            }
        }
        minimum = least;
        maximum = most;
        addExactly((sums[0] + sums[1]) + (sums[2] + sums[3]));
    }

    /** Kahan's sum over the chunks: what rounding takes from one addition is given back at the next. */
    private void addExactly(double term) {
        double corrected = term - lost;
        double total = sum + corrected;
        if (Double.isFinite(total)) {
            lost = (total - sum) - corrected;
        }
        sum = total;
    }

    @Override
    public VolumeFacts facts() {
        return new VolumeFacts(header, minimum, maximum, sum, nonFinite, digest.hex(), labels.counts());
    }
}
