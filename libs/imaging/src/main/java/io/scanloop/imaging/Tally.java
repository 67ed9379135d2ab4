package io.scanloop.imaging;

/** Gathers the facts about a volume, chunk by chunk. */
interface Tally {
    /** @param count voxels at the beginning of the chunk */
    void add(byte[] chunk, int count);

    /** After the last chunk. */
    VolumeFacts facts();

    /** The fastest that fits the type. */
    static Tally of(NiftiHeader header, ContentDigest digest) {
        if (header.type().isColour()) {
            return new ColourTally(header, digest);
        }
        return header.type().bytes() <= 2 ? new CodeTally(header, digest) : new ValueTally(header, digest);
    }

    /** A colour has an identity, but no size. */
    record ColourTally(NiftiHeader header, ContentDigest digest) implements Tally {
        @Override
        public void add(byte[] chunk, int count) {
            digest.add(chunk, count * header.type().bytes());
        }

        @Override
        public VolumeFacts facts() {
            return new VolumeFacts(header, Double.NaN, Double.NaN, Double.NaN, 0, digest.hex(), null);
        }
    }
}
